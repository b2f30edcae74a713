"""The professional handbook: sourced entries, finding the one asked for, deciding when not to answer."""
