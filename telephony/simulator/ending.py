"""How a call came to its end, in one word and in one line."""

from telephony.simulator.person import HangUp
from telephony.simulator.timeline import CallTimeline, Ended, EventKind


class CallOver(Exception):
    """The call has ended in the midst of a document."""

    def __init__(self, ended: Ended, reason: str) -> None:
        super().__init__(reason)
        self.ended = ended
        self.reason = reason


def ending(timeline: CallTimeline, otherwise: Ended, how: str) -> tuple[Ended, str]:
    """A call that reached a <Dial> is told by what came of it, unless a message was left after all."""
    if any(event.kind is EventKind.MESSAGE for event in timeline.events):
        return Ended.RECORDER, f"the caller left a message; then {how}"
    if not timeline.dials:
        return otherwise, how
    dial = next((dial for dial in timeline.dials if dial.bridged), timeline.dials[-1])
    ended = Ended.TRANSFERRED if dial.bridged else Ended.UNREACHED
    return ended, f"put through to {', '.join(dial.targets)}: {dial.status}; then {how}"


def caller_hung_up(why: HangUp | None) -> tuple[Ended, str]:
    """How a call ends whose caller hung up on the stream."""
    match why:
        case HangUp.UNANSWERED:
            return Ended.FAILED, "the helpline said nothing for too long and the caller hung up"
        case HangUp.LIMIT:
            return Ended.FAILED, "the call lasted longer than the caller had time for"
        case _:
            return Ended.ANSWERED_AND_HUNG_UP, "the caller had heard the last answer and hung up"
