"""Hearing: an utterance's samples in, words and acoustic scores out."""
