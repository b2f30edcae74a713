"""What an utterance means: heard, matched and decided."""
