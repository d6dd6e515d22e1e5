"""The parts of an explanation; `retrieval/explain.py` joins them."""
