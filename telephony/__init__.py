"""Calls: Twilio, officers, the conduct of a conversation, settings, the service and its command line."""
