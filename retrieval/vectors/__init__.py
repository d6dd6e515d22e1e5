"""What lies behind `retrieval/index.py` and `retrieval/embed.py`: the index host, the embedding models."""
