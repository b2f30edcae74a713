"""Trouble that an operator can act on: shown as one line, without a traceback."""

from pydantic import ValidationError

from handbook.book import HandbookError
from handbook.matching.evaluation import EvaluationError as QuestionError
from telephony.cli.call import TrialError
from telephony.counter.pairing import PairingError
from telephony.measuring.speech import EvaluationError
from telephony.officers import RosterError
from telephony.records.database import RecordsError
from telephony.server import PortTakenError
from voice.audio import AudioError
from voice.hearing import RecognitionError
from voice.speech import SynthesisError
from voice.voices import UnknownVoiceError
from voice.weights import WeightsError

EXPECTED = (
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
    WeightsError,
)
