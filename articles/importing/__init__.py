"""Articles from files: rows are read, checked, then written in whole batches. docs/import.md has the format."""
