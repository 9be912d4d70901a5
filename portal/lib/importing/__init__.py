"""What every import from a file has in common: rows are read, checked and written in batches (docs/import.md)."""
