"""One conversation, whatever the line: admission, turns, policy, speech, the life of a call."""
