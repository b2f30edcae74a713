"""Recognising what Whisper makes up where nobody spoke.

Whisper was trained on subtitles, so over noise it writes what subtitles say over noise. The signs are asked
in the order of how much they know of the sound: the decoder's own doubt first, a list of known phrases last.
"""

import math
import re

# Measured over the telephone band with whisper-base. Of 60 people's clips these limits empty one, and its
# words were wrong; of 49 cuts of hiss, tones, café and street they empty 46. Single words said alone are
# doubtful too: 6 of 45 come out empty, to be recognised by their sound.
NO_SPEECH_PROBABILITY = 0.6
"""From here on Whisper takes it for no speech; alone it also hits every fourth real clip on a phone."""
DOUBTFUL_LOG_PROBABILITY = -1.5
"""Mean token log-probability below which a probable silence is believed to be one."""
HOPELESS_LOG_PROBABILITY = -2.0
"""Mean token log-probability below which the words are chance whatever else speaks for them."""

_LOOP_TURNS = 4
_LOOP_WORDS = 6
_LONGEST_LOOPED = 6

# Phrases of subtitles that no caller of a helpline says, reviewed one by one; lower case, no punctuation.
SUBTITLES = (
    "subscribe",
    "ghiền mì gõ",
    "đăng ký kênh",
    "đăng kí kênh",
    "theo dõi kênh",
    "bấm chuông thông báo",
    "không bỏ lỡ những video",
    "các bạn đã theo dõi",
    "các bạn đã xem",
    "các bạn đã lắng nghe",
    "trong những video tiếp theo",
    "trong video tiếp theo",
    "xin chào và hẹn gặp lại các bạn",
    "like và share",
    "phụ đề được thực hiện",
)


def is_ghost(text: str, log_probability: float, no_speech: float) -> bool:
    """Whether `text` was made up.

    `log_probability` is the mean over its tokens, `no_speech` the probability of Whisper's no-speech token.
    """
    if no_speech > NO_SPEECH_PROBABILITY and log_probability < DOUBTFUL_LOG_PROBABILITY:
        return True
    if log_probability < HOPELESS_LOG_PROBABILITY or math.isnan(log_probability):
        return True
    words = re.findall(r"\w+", text.lower())
    spoken = f" {' '.join(words)} "
    return loops(words) or any(f" {phrase} " in spoken for phrase in SUBTITLES)


def loops(words: list[str]) -> bool:
    """Whether a phrase follows itself more often than in speech; "không không không" is still a number."""
    for length in range(1, _LONGEST_LOOPED + 1):
        same = 0
        for here, before in zip(words[length:], words, strict=False):
            same = same + 1 if here == before else 0
            said = same + length
            if said >= _LOOP_TURNS * length and said >= _LOOP_WORDS:
                return True
    return False
