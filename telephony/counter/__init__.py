"""The service counter: the handbook in a browser, hands-free, through the same conversation as the phone."""
