"""Those who put papers into words: without a model (`extractive`), or with one (`langchain`)."""
