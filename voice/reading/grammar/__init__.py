"""One file a span type: how it is written, and how it is said."""
