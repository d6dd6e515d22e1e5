"""The steps between a question and its answer; `retrieval/ask.py` takes them in order."""
