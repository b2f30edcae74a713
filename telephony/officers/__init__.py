"""Reaching a person: the roster, the briefing, the handover, the state of a transfer."""
