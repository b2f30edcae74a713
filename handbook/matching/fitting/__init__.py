"""Fitting the matcher to labelled questions; nothing here is on a call's path."""
