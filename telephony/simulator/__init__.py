"""A stand-in for Twilio as the carrier: places a call to the helpline exactly as the telephone network would.

It depends on nothing of the helpline but its public URL, so that it can call one anywhere.
"""

from telephony.simulator.call import CallPlan, place_call
from telephony.simulator.officer import Behaviour, OfficerLeg
from telephony.simulator.person import Manners
from telephony.simulator.rest import RestStandIn
from telephony.simulator.timeline import (
    CallTimeline,
    Dial,
    Ended,
    Event,
    EventKind,
    Turn,
)
from telephony.simulator.utterance import Utterance

__all__ = [
    "Behaviour",
    "CallPlan",
    "CallTimeline",
    "Dial",
    "Ended",
    "Event",
    "EventKind",
    "Manners",
    "OfficerLeg",
    "RestStandIn",
    "Turn",
    "Utterance",
    "place_call",
]
