"""One caller's conversation: heard, understood, decided, spoken; on a phone line and at a counter alike."""
