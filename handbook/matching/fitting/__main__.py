"""`python -m handbook.matching.fitting`."""

from handbook.matching.fitting.fitting import main

main()
