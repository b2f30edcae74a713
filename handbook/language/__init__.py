"""How callers word things: the tables beside a handbook, and what is made of them."""
