"""What goes into the choice of a day's papers; `retrieval/rank.py` and `retrieval/learn.py` decide."""
