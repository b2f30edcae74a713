"""The one base of what goes wrong in this package and an operator or a caller's officer can act on.

VoiceError
├── AudioError            a recording cannot be read
├── RecognitionError      an engine failed on an utterance
│   └── BusyError         too many utterances wait
├── NothingToReadError    a text has no word that can be spoken
├── SynthesisError        no voice can speak
├── UnknownVoiceError     a voice's name means nothing
├── WeightsError          a model's files are missing or damaged
└── MaterialError         recordings to measure with cannot be used
"""


class VoiceError(Exception):
    """Hearing or speaking failed; the message says what to do."""
