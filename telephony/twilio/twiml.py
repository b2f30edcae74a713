"""What Twilio is told to do with a call.

Everything after the stream in the first answer works without us: a <Dial> without `action` or `url`, then the
recorder. What is told later, while we are alive, asks us for each next step.

Every address is whole, `base` being our public one with whatever path a proxy has put before it: a path alone
would be looked for at the host's root, and what is sent through REST has nothing to be relative to.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from telephony.numbers import is_callable
from telephony.officers.roster import Officer

STREAM_PATH = "/twilio/stream"
VOICE_PATH = "/twilio/voice"
DIALED_PATH = "/twilio/dialed"
BRIEFING_PATH = "/twilio/briefing"
BRIEFED_PATH = "/twilio/briefed"
OFFERED_PATH = "/twilio/offered"
MESSAGE_PATH = "/twilio/message"
LEG_PATH = "/twilio/leg"
SPOKEN_PATH = "/twilio/spoken"

TOKEN_PARAMETER = "token"  # noqa: S105 - the parameter's name, not a secret
ROUND_PARAMETER = "round"

RING_S = 25
"""About five rings: long enough to reach a telephone, short enough not to lose the caller."""
KEY_S = 6
"""Wait for a key after the prompt; a voicemail's own greeting is over by then and nothing pressed."""
MESSAGE_S = 120
MAX_NUMBERS = 10
"""Twilio rings at most ten numbers of one <Dial> at once."""
MESSAGE_KEY, CALLBACK_KEY = "1", "2"

CALLED_NUMBER = "{{To}}"
"""Filled in by a TwiML Bin: the number that was called, which the account owns."""

_LANGUAGE = "vi-VN"
_VOICE = "Google.vi-VN-Standard-A"

HOLD_THE_LINE = "Xin anh chị giữ máy."
TRYING_ANOTHER = "Xin anh chị chờ thêm, tôi gọi cán bộ khác."
NOBODY_THERE = "Hiện chưa có cán bộ nào nhận được cuộc gọi."
OUT_OF_HOURS = "Bây giờ ngoài giờ trực của cán bộ."
IF_NOT_REACHED = "Nếu đã gặp cán bộ, anh chị có thể gác máy."
OUT_OF_ORDER = "Tổng đài đang gặp trục trặc. Anh chị vui lòng gọi lại sau. Chào anh chị."
CHOICE = "Anh chị bấm 1 để lại lời nhắn, bấm 2 để được gọi lại."
LEAVE_A_MESSAGE = (
    "Anh chị để lại lời nhắn và số điện thoại sau tiếng bíp. "
    "Lời nhắn được ghi âm. Nói xong, anh chị bấm phím thăng."
)
MESSAGE_TAKEN = "Tổng đài đã nhận lời nhắn."
CALLBACK_TAKEN = "Cán bộ sẽ gọi lại số máy anh chị đang dùng."
NO_NUMBER = "Tổng đài không thấy số máy của anh chị."
NO_MESSAGE = "Tổng đài chưa nhận được lời nhắn. Anh chị vui lòng gọi lại sau. Chào anh chị."
THANKS = "Cảm ơn anh chị. Chào anh chị."
TOO_MANY_CALLS = "Máy này đã gọi nhiều lần. Anh chị vui lòng gọi lại sau mười phút. Chào anh chị."


def caller_id(caller: str, called: str, always: str | None) -> str | None:
    """The number that officers see; None for the caller's own.

    Twilio rings nobody for a caller id that is no number (error 13214): callers over SIP or with a withheld
    number come under the hotline's own. `always` is the operator's, where foreign caller ids are blocked.
    """
    if always or is_callable(caller):
        return always
    return called if is_callable(called) else None


def answer_with_stream(
    base: str, stream_url: str, token: str, officers: Sequence[Officer], caller_id: str | None
) -> str:
    """Opens the conversation; the verbs after it run whenever the stream ends, a crash included."""
    response = VoiceResponse()
    connect = Connect()
    stream = connect.stream(url=stream_url)
    stream.parameter(name=TOKEN_PARAMETER, value=token)
    response.append(connect)
    _way_to_a_person(response, base, officers, caller_id)
    return str(response)


def answer_with_person(base: str, officers: Sequence[Officer], caller_id: str | None) -> str:
    """The way to a person without a conversation before it."""
    response = VoiceResponse()
    _way_to_a_person(response, base, officers, caller_id)
    return str(response)


def answer_without_us(officers: Sequence[Officer]) -> str:
    """What Twilio does while our server is down, kept at Twilio itself: no verb in it asks us anything."""
    response = VoiceResponse()
    _say(response, HOLD_THE_LINE)
    _dial(response, officers, CALLED_NUMBER)
    _say(response, f"{IF_NOT_REACHED} {OUT_OF_ORDER}")
    response.hangup()
    return str(response)


def turn_away() -> str:
    """For a caller who has called too often."""
    response = VoiceResponse()
    _say(response, TOO_MANY_CALLS)
    response.hangup()
    return str(response)


def ring(base: str, officers: Sequence[Officer], number: int, caller_id: str | None) -> str:
    """Rings these officers, round `number`; each is briefed before the bridge; we are asked what follows."""
    response = VoiceResponse()
    if number > 1:
        _say(response, TRYING_ANOTHER)
    action = f"{base}{DIALED_PATH}?{urlencode({ROUND_PARAMETER: number})}"
    dial = Dial(action=action, timeout=RING_S, answer_on_bridge=True, caller_id=caller_id)
    for phone in _phones(officers):
        dial.number(phone, url=base + BRIEFING_PATH)
    response.append(dial)
    return str(response)


def brief(base: str, clip: str | None, words: str) -> str:
    """On the officer's line: the briefing and the wait for a key.

    Played from the address `clip`; without one the carrier's own voice says `words`, which it may know.
    """
    response = VoiceResponse()
    gather = Gather(num_digits=1, timeout=KEY_S, action=base + BRIEFED_PATH, action_on_empty_result=False)
    if clip:
        gather.play(clip)
    else:
        gather.say(words, language=_LANGUAGE, voice=_VOICE)
    response.append(gather)
    response.hangup()
    return str(response)


def bridge() -> str:
    """On the officer's line: its document is over, so the two are connected."""
    return str(VoiceResponse())


def hang_up() -> str:
    """Ends the line it is told to."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def offer(base: str, in_hours: bool) -> str:
    """Nobody can be reached: a message or a call back; without a key, the recorder."""
    response = VoiceResponse()
    gather = Gather(num_digits=1, timeout=KEY_S, action=base + OFFERED_PATH)
    why = NOBODY_THERE if in_hours else OUT_OF_HOURS
    gather.say(f"{why} {CHOICE}", language=_LANGUAGE, voice=_VOICE)
    response.append(gather)
    _take_message(response, base)
    return str(response)


def take_message(base: str, reason: str | None = None) -> str:
    """The recorder."""
    response = VoiceResponse()
    if reason:
        _say(response, reason)
    _take_message(response, base)
    return str(response)


def message_taken(reference: str) -> str:
    """Thanks for the message, with its number."""
    return _noted(MESSAGE_TAKEN, reference)


def callback_noted(reference: str) -> str:
    """Promises the call back, with its number."""
    return _noted(CALLBACK_TAKEN, reference)


def no_message() -> str:
    """Nothing was left."""
    response = VoiceResponse()
    _say(response, NO_MESSAGE)
    response.hangup()
    return str(response)


def _noted(what: str, reference: str) -> str:
    response = VoiceResponse()
    number = "Số tham chiếu là: " + ", ".join(reference) + "."
    _say(response, f"{what} {number} Tôi nhắc lại. {number} {THANKS}")
    response.hangup()
    return str(response)


def _way_to_a_person(
    response: VoiceResponse, base: str, officers: Sequence[Officer], caller_id: str | None
) -> None:
    if not officers:
        _say(response, OUT_OF_HOURS)
        _take_message(response, base)
        return
    _say(response, HOLD_THE_LINE)
    told = {"status_callback": base + LEG_PATH, "status_callback_event": "completed"}
    _dial(response, officers, caller_id, **told)
    _say(response, IF_NOT_REACHED)
    _take_message(response, base)


def _phones(officers: Sequence[Officer]) -> list[str]:
    """Each telephone once, for several officers may share one."""
    return list(dict.fromkeys(officer.phone for officer in officers))[:MAX_NUMBERS]


def _dial(response: VoiceResponse, officers: Sequence[Officer], caller_id: str | None, **told: str) -> None:
    # Without an action the next verb runs when nobody answered, whether or not our server is alive; it also
    # runs after a conversation whose officer hung up first, hence the wording.
    dial = Dial(timeout=RING_S, answer_on_bridge=True, caller_id=caller_id)
    for phone in _phones(officers):
        dial.number(phone, **told)
    response.append(dial)


def _take_message(response: VoiceResponse, base: str) -> None:
    _say(response, LEAVE_A_MESSAGE)
    response.record(
        action=base + MESSAGE_PATH, max_length=MESSAGE_S, finish_on_key="#", play_beep=True, timeout=8
    )
    # <Record> goes on to the next verb only when nothing was said.
    _say(response, NO_MESSAGE)


def _say(response: VoiceResponse, text: str) -> None:
    response.say(text, language=_LANGUAGE, voice=_VOICE)
