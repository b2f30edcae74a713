"""The engines that all conversations share, built from the settings."""

import logging

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from telephony.calls.engines import Engines
from telephony.settings import Settings
from voice.cpus import usable_cpus
from voice.hearing.hearing import RecognitionError
from voice.hearing.kaldi import KaldiRecognizer
from voice.hearing.recognition import RecognitionQueue, workers_for
from voice.hearing.weights import resolve
from voice.hearing.whisper import WhisperRecognizer
from voice.speaking.mouth import build_mouth
from voice.turns.vad import SpeechDetector

_log = logging.getLogger(__name__)


def build_engines(settings: Settings) -> Engines:
    """Loads handbook, models and voices. Raises the clear error of whichever part is not fit for use."""
    handbook = Handbook.load(settings.handbook)
    for problem in handbook.problems:
        _log.warning("left out of the handbook: %s", problem.removeprefix("- "))
    return Engines(
        handbook=handbook,
        matcher=Matcher(handbook),
        speech_detector=SpeechDetector(),
        recognition=_build_recognition(settings),
        mouth=build_mouth(settings.voice, settings.data / "speech", piper_voice=settings.piper_voice),
    )


def _build_recognition(settings: Settings) -> RecognitionQueue:
    vosk = KaldiRecognizer(settings.vosk_model) if settings.vosk_model else None
    if settings.recognizer == "vosk":
        if vosk is None:
            raise RecognitionError(
                "HELPLINE_RECOGNIZER=vosk needs HELPLINE_VOSK_MODEL, the folder of its model"
            )
        return RecognitionQueue(vosk)
    workers = workers_for(usable_cpus())
    whisper = WhisperRecognizer(resolve(settings.whisper_model), workers=workers)
    return RecognitionQueue(whisper, workers=workers, fallback=vosk)
