"""The legs of a search and how their findings become one list; `retrieval/search.py` walks on them."""
