"""What lies behind `retrieval/store.py`: tables, columns, and what is written and read within a transaction."""
