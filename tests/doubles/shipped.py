"""What ships with the helpline and is dear to load, once a process; nothing of it is ever changed."""

from functools import cache

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from voice.turns.vad import SpeechDetector


@cache
def handbook() -> Handbook:
    return Handbook.load()


@cache
def matcher() -> Matcher:
    return Matcher(handbook())


@cache
def detector() -> SpeechDetector:
    return SpeechDetector()
