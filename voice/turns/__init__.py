"""Turn taking: where an utterance begins and ends, and whose voice it is."""
