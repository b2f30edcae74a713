"""Trouble that an operator can act on: shown as one line, without a traceback."""

from pydantic import ValidationError

from handbook.book import HandbookError
from handbook.matching.evaluation import EvaluationError as QuestionError
from telephony.counter.pairing import PairingError
from telephony.counter.wake import WakePhraseError
from telephony.measuring.speech import EvaluationError
from telephony.officers import RosterError
from telephony.records.database import RecordsError
from telephony.server import PortTakenError
from telephony.trial import TrialError
from telephony.twilio.account import AccountError
from voice.audio import AudioError
from voice.hearing import RecognitionError
from voice.speech import SynthesisError
from voice.voices import UnknownVoiceError
from voice.weights import WeightsError

EXPECTED = (
    AccountError,
    AudioError,
    EvaluationError,
    HandbookError,
    PairingError,
    PortTakenError,
    QuestionError,
    RecognitionError,
    RecordsError,
    RosterError,
    SynthesisError,
    TrialError,
    UnknownVoiceError,
    ValidationError,
    WakePhraseError,
    WeightsError,
)
