"""Finding the entry asked for, by writing and by ear, and deciding when not to answer."""
