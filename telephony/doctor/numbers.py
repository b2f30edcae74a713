"""How the account's numbers are set up at Twilio, against what we check and need."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from telephony.doctor.finding import Finding, State
from telephony.numbers import mask_number
from telephony.twilio.account import Number
from telephony.twilio.twiml import VOICE_PATH

_FALLBACK = 'put what `helpline fallback` prints into a TwiML Bin and choose it at "Primary handler fails"'


def examine_numbers(numbers: Sequence[Number], public_url: str) -> list[Finding]:
    """A finding for each number that calls us, or ought to."""
    ours = [number for number in numbers if _means_us(number, public_url)]
    expected = public_url + VOICE_PATH
    if not ours:
        return [
            Finding(
                "numbers",
                State.WARNING,
                f"none of the account's {len(numbers)} numbers calls {expected}; enter it under Voice "
                'Configuration, "A call comes in": Webhook, HTTP POST',
            )
        ]
    return [_examined(number, expected) for number in ours]


def _means_us(number: Number, public_url: str) -> bool:
    called = urlsplit(number.voice_url)
    return called.path.rstrip("/").endswith(VOICE_PATH) or called.hostname == urlsplit(public_url).hostname


def _examined(number: Number, expected: str) -> Finding:
    part = f"number {mask_number(number.phone)}"
    if number.is_elsewhere:
        why = "is answered by an application or a SIP trunk, not by its webhook; remove that"
    elif number.voice_url != expected:
        why = f"calls {number.voice_url}, which is not what is checked; enter {expected}"
    elif number.voice_method != "POST":
        why = f"calls by HTTP {number.voice_method}; choose HTTP POST"
    elif not number.fallback_url:
        why = f"has no fallback: while this server is down its callers are cut off; {_FALLBACK}"
    elif urlsplit(number.fallback_url).hostname == urlsplit(expected).hostname:
        why = f"falls back to this very server; {_FALLBACK}"
    else:
        return Finding(part, State.OK, f"calls {expected}, and something else while that fails")
    return Finding(part, State.WARNING, why)
