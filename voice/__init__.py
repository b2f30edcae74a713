"""Hearing and speaking Vietnamese over a telephone line; knows samples and words, no calls, no handbook."""
