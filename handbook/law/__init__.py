"""The law as it stands: a register of instruments, each with the days on which it is in force."""
