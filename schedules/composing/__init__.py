"""What `compose.py` asks of a day besides its ranking: closer reading, figures, who told of what."""
