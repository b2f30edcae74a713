"""The book: entries, their facts and sources, read from YAML and validated."""
