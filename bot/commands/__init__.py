"""Commands: one file each; `all.py` lists them."""
