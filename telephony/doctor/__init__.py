"""`helpline doctor`: what is set up, what is missing, and what to do about it."""

from telephony.doctor.examination import examine
from telephony.doctor.finding import Finding, State

__all__ = ["Finding", "State", "examine"]
