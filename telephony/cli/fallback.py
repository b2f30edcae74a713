"""What `helpline fallback` does."""

from xml.dom.minidom import parseString

from telephony.officers.roster import Roster, RosterError
from telephony.settings import Settings
from telephony.twilio import twiml


def fallback_twiml(settings: Settings) -> str:
    """TwiML that rings all officers without asking this server anything; it knows no hours.

    Raises RosterError, also for the example roster.
    """
    if settings.officers_are_examples:
        raise RosterError("the officers are examples; set HELPLINE_OFFICERS to your own roster first")
    roster = Roster.load(settings.officers)
    if not roster.officers:
        raise RosterError(f"{settings.officers} names nobody; add at least one officer")
    officers = sorted(roster.officers, key=lambda officer: officer.order)
    document = parseString(twiml.answer_without_us(officers))  # noqa: S318 - our own
    return document.toprettyxml(indent="  ", encoding="UTF-8").decode().strip()
