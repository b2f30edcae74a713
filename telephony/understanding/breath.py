"""What was asked in one breath: questions one after the other, or a story with its question at the end."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from handbook.language.language import Language
from handbook.language.text import PhraseTable, split
from handbook.matching.decision import Decision, Verdict

Decide = Callable[[str, str | None], Decision]
"""The decision for a text, given the entry that the call is about."""
IsQuestion = Callable[[str, Decision], bool]
"""Whether the text has an answer and names what is asked."""

STORY = 40
"""Words from which on what happened outweighs what is asked; the longest of 500 written questions has 38."""
LONGEST_QUESTION = 30
"""Words at the end of a story in which its question is looked for."""
_SHORTEST = 7
"""Words; in fewer no two subjects are asked about."""
_MOST = 6
"""Parts looked at, about 10 ms each."""
_PAUSES = frozenset(",.;?!")


class Breath:
    """Takes utterances apart at the seams of one language."""

    def __init__(self, language: Language, decide: Decide, is_question: IsQuestion) -> None:
        self._seams = PhraseTable([split(seam) for seam in language.tables.steering.seams])
        self._decide = decide
        self._is_question = is_question

    def decided(self, text: str, whole: Decision, subject: str | None) -> tuple[Decision, ...]:
        """What `text` asks, in order; `whole` alone, its decision as one question, where there is no more."""
        length = len(text.split())
        if length >= STORY:
            return (self._last(text, whole),)
        if length < _SHORTEST:
            return (whole,)
        questions = self._questions(self.parts(text)[:_MOST], subject)
        return questions if len(questions) > 1 else (whole,)

    def parts(self, text: str) -> tuple[str, ...]:
        """`text` cut before each seam and behind each pause."""
        words = text.split()
        bare = ["".join(filter(str.isalnum, word)).lower() for word in words]
        cuts = {start for start, _, _ in self._seams.find(bare)}
        cuts |= {at for at, word in enumerate(words, start=1) if word[-1] in _PAUSES}
        places = sorted({0, *cuts, len(words)})
        pairs = pairwise(places)
        return tuple(" ".join(words[start:end]) for start, end in pairs if any(bare[start:end]))

    def _questions(self, parts: tuple[str, ...], subject: str | None) -> tuple[Decision, ...]:
        """Questions about different entries, each as far as its words go."""
        found: list[Decision] = []
        said: list[str] = []
        for part in parts if len(parts) > 1 else ():
            said.append(part)
            text = " ".join(said)
            asked = self._decide(text, found[-1].entry if found else subject)
            if not self._is_question(text, asked):
                continue
            said = []
            if found and found[-1].entry == asked.entry:
                aspects = tuple(dict.fromkeys((*found[-1].aspects, *asked.aspects)))
                found[-1] = replace(found[-1], aspects=aspects)
            else:
                found.append(asked)
        return tuple(found)

    def _last(self, story: str, whole: Decision) -> Decision:
        """The question at the end; a choice where all that was told points to another entry."""
        parts = self.parts(story)
        for count in range(1, _MOST + 1):
            end = " ".join(parts[-count:])
            if len(end.split()) > LONGEST_QUESTION:
                break
            asked = self._decide(end, None)
            if not self._is_question(end, asked) or asked.entry is None:
                continue
            if whole.verdict is Verdict.ANSWER and whole.entry not in (None, asked.entry):
                options = (asked.entry, str(whole.entry))
                return replace(asked, verdict=Verdict.CHOOSE, options=options)
            return asked
        return whole
