"""Reading a TwiML document: which verbs it holds and what Twilio's debugger would say about it."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from xml.etree.ElementTree import Element

FOLLOWED = {
    "Connect": {"action", "method"},
    "Dial": {
        "action", "answerOnBridge", "callerId", "hangupOnStar", "method", "record", "recordingStatusCallback",
        "recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "recordingTrack", "referMethod",
        "referUrl", "ringTone", "sequential", "timeLimit", "timeout", "trim",
    },
    "Gather": {
        "action", "actionOnEmptyResult", "enhanced", "finishOnKey", "hints", "input", "language",
        "maxSpeechTime", "method", "numDigits", "partialResultCallback", "partialResultCallbackMethod",
        "profanityFilter",
        "speechModel", "speechTimeout", "timeout",
    },
    "Hangup": set(),
    "Pause": {"length"},
    "Play": {"digits", "loop"},
    "Record": {
        "action", "finishOnKey", "maxLength", "method", "playBeep", "recordingStatusCallback",
        "recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "timeout", "transcribe",
        "transcribeCallback", "trim",
    },
    "Redirect": {"method"},
    "Reject": {"reason"},
    "Say": {"language", "loop", "voice"},
}  # fmt: skip
"""The verbs the stand-in follows, with their attributes (Twilio docs, "TwiML for Programmable Voice")."""

_NOT_FOLLOWED = {
    "Echo",
    "Enqueue",
    "Leave",
    "Pay",
    "Prompt",
    "Queue",
    "Refer",
    "Siprec",
    "Sms",
    "Start",
    "Stop",
}


class TwimlError(Exception):
    """The answer of a webhook ends the call; `code` is from Twilio's "Error and Warning Dictionary"."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs of one <Response>."""

    url: str
    """Public URL it came from, against which its own are resolved."""
    verbs: tuple[Element, ...]


def read(url: str, content_type: str, body: bytes) -> Document:
    """Raises TwimlError when Twilio could not take it as TwiML."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in ("text/xml", "application/xml", "text/html"):
        raise TwimlError(12300, f"{url} answered with Content-Type {kind or 'missing'}; TwiML is text/xml")
    try:
        # Expat since 2.4.1 bounds entity expansion, and the document is the operator's own helpline's.
        root = ElementTree.fromstring(body)  # noqa: S314
    except ElementTree.ParseError as error:
        raise TwimlError(12100, f"{url} answered with XML that cannot be parsed: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12100, f"{url} answered with <{root.tag}>; TwiML begins with <Response>")
    return Document(url, tuple(root))


def warning(verb: Element) -> str | None:
    """What is wrong with a verb that Twilio skips or only partly obeys (warning 12200); None if nothing."""
    if verb.tag in _NOT_FOLLOWED:
        return f"<{verb.tag}> is not followed by this stand-in; skipped"
    if verb.tag not in FOLLOWED:
        return f"<{verb.tag}> is no verb of TwiML (names are case-sensitive); skipped"
    if unknown := sorted(set(verb.attrib) - FOLLOWED[verb.tag]):
        return f"<{verb.tag}> has no attribute {', '.join(unknown)}"
    return None


def describe(verb: Element) -> str:
    """The verb in one line, without secrets: names of parameters only."""
    attributes = "".join(f' {name}="{value}"' for name, value in verb.attrib.items())
    text = " ".join((verb.text or "").split())
    children = " ".join(f"<{child.tag}>" for child in verb)
    return f"<{verb.tag}{attributes}> {children or text}".rstrip()
