"""The records of calls: what is kept, how it is masked, and the database it is written to as it happens."""
