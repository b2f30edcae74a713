"""Words that tell look-alike procedures apart, and words that turn a question into another one."""

from collections.abc import Mapping

from handbook.language.tables import UNMARKED
from handbook.language.text import PhraseTable, Words, fold, is_plain, split


class Marks:
    """Cues by mark. They must have been said as they are written: by sound "đòi giấy" would be "đổi giấy"."""

    def __init__(self, cues: Mapping[str, tuple[str, ...]]) -> None:
        listed = [(name, split(cue)) for name, texts in cues.items() for cue in texts]
        self._names = [name for name, _ in listed]
        self._cues = PhraseTable([cue for _, cue in listed])
        # Typed without diacritics, a single word may be another: "thue" is "thuê" as well as "thuế".
        safe = [cue if len(cue) > 1 or is_plain(cue[0]) else ("",) for _, cue in listed]
        self._plain_cues = PhraseTable(safe, fold)

    def find(self, words: Words) -> frozenset[str]:
        """Names of the marks said."""
        cues = self._plain_cues if is_plain("".join(words)) else self._cues
        return frozenset(self._names[number] for _, _, number in cues.find(words)) - {UNMARKED}
