"""What all conversations of a service share."""

from dataclasses import dataclass

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from voice.hearing.recognition import RecognitionQueue
from voice.speaking.mouth import Mouth
from voice.turns.vad import SpeechDetector


@dataclass(frozen=True, slots=True)
class Engines:
    """What all conversations of a service share."""

    handbook: Handbook
    matcher: Matcher
    speech_detector: SpeechDetector
    recognition: RecognitionQueue
    mouth: Mouth
