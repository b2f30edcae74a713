"""What all conversations of a service share."""

from dataclasses import dataclass

from handbook.book.handbook import Handbook
from telephony.understanding.deciding import QuestionMatcher
from voice.hearing.recognition import SharedRecognition
from voice.speaking.mouth import TextToSpeech
from voice.turns.vad import VoiceActivityDetector


@dataclass(frozen=True, slots=True)
class Engines:
    """What all conversations of a service share."""

    handbook: Handbook
    matcher: QuestionMatcher
    speech_detector: VoiceActivityDetector
    recognition: SharedRecognition
    mouth: TextToSpeech
