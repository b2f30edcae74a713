"""What is said of an entry: its facts as short Vietnamese sentences for the ear."""
