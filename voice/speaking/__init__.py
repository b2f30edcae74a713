"""Speaking: a sentence in, telephone audio out, from a cache or a voice."""
