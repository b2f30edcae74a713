"""The `helpline` command; one file for each of its subcommands."""
