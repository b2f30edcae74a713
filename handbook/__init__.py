"""The professional handbook: entries with their sources, finding the one asked for, deciding when not to answer."""
