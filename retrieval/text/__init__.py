"""What a program can tell of sentences: where they end, their numbers, negations, languages, rare words. Pure."""
