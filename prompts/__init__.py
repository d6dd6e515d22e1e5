"""The words: what Paperwire says to models, one file a prompt. Imports nothing of ours."""
