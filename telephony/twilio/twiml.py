"""What Twilio is told to do with a call."""

from collections.abc import Sequence

from twilio.twiml.voice_response import Connect, Dial, VoiceResponse

from telephony.officers import Officer

STREAM_PATH = "/twilio/stream"
VOICE_PATH = "/twilio/voice"
DIALED_PATH = "/twilio/dialed"
MESSAGE_PATH = "/twilio/message"

TOKEN_PARAMETER = "token"  # noqa: S105 - the parameter's name, not a secret

RING_S = 25
"""About five rings: long enough to reach a telephone, short enough not to lose the caller."""
MESSAGE_S = 120
MAX_NUMBERS = 10
"""Twilio rings at most ten numbers of one <Dial> at once."""

_LANGUAGE = "vi-VN"
_VOICE = "Google.vi-VN-Standard-A"

HOLD_THE_LINE = "Xin anh chị giữ máy."
NOBODY_THERE = "Hiện không có cán bộ nào nhận được cuộc gọi."
LEAVE_A_MESSAGE = (
    "Anh chị để lại lời nhắn và số điện thoại sau tiếng bíp. "
    "Lời nhắn được ghi âm. Nói xong, anh chị bấm phím thăng."
)
MESSAGE_TAKEN = "Tổng đài đã nhận lời nhắn. Cảm ơn anh chị. Chào anh chị."
NO_MESSAGE = "Tổng đài chưa nhận được lời nhắn. Anh chị vui lòng gọi lại sau. Chào anh chị."


def answer_with_stream(stream_url: str, token: str, officers: Sequence[Officer]) -> str:
    """Opens the conversation; the verbs after it run whenever the stream ends, a crash included."""
    response = VoiceResponse()
    connect = Connect()
    stream = connect.stream(url=stream_url)
    stream.parameter(name=TOKEN_PARAMETER, value=token)
    response.append(connect)
    _way_to_a_person(response, officers)
    return str(response)


def answer_with_person(officers: Sequence[Officer]) -> str:
    """The way to a person without a conversation before it."""
    response = VoiceResponse()
    _way_to_a_person(response, officers)
    return str(response)


def after_dial(reached: bool) -> str:
    """What follows the officers' ringing: nothing after a conversation, else the message recorder."""
    response = VoiceResponse()
    if reached:
        response.hangup()
    else:
        _take_message(response)
    return str(response)


def after_message(taken: bool) -> str:
    """Thanks for the message, or says that none was left."""
    response = VoiceResponse()
    _say(response, MESSAGE_TAKEN if taken else NO_MESSAGE)
    response.hangup()
    return str(response)


def _way_to_a_person(response: VoiceResponse, officers: Sequence[Officer]) -> None:
    if not officers:
        _take_message(response)
        return
    _say(response, HOLD_THE_LINE)
    dial = Dial(action=DIALED_PATH, timeout=RING_S, answer_on_bridge=True)
    for officer in officers[:MAX_NUMBERS]:
        dial.number(officer.phone)
    response.append(dial)


def _take_message(response: VoiceResponse) -> None:
    _say(response, NOBODY_THERE)
    _say(response, LEAVE_A_MESSAGE)
    response.record(action=MESSAGE_PATH, max_length=MESSAGE_S, finish_on_key="#", play_beep=True, timeout=8)
    # <Record> goes on to the next verb only when nothing was said.
    _say(response, NO_MESSAGE)


def _say(response: VoiceResponse, text: str) -> None:
    response.say(text, language=_LANGUAGE, voice=_VOICE)
