"""What a parsing process may take: known to it and to whoever started it."""

SECONDS = 45
"""Of the clock, and of a processor."""
MEMORY_BYTES = 2**30
"""Of address space."""
