"""What `recall.py` remembers with: threads and their names, relations, rising authors, predictions."""
