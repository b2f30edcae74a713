"""No answer of the book is told in larger portions than a listener keeps in mind."""

from collections.abc import Iterator

import pytest

from handbook.answering.answers import FIRST_PORTION, compose
from handbook.answering.phrasing import portion, syllables
from handbook.book.entries import Aspect
from handbook.book.handbook import Handbook


def portions(first: tuple[str, ...], more: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield first
    while more:
        said, more = portion(more, FIRST_PORTION)
        yield said


@pytest.mark.slow
def test_every_portion_of_every_answer_fits_or_is_a_single_sentence(handbook: Handbook) -> None:
    too_long = []
    for entry in handbook:
        for aspect in Aspect:
            answer = compose(entry, (aspect,))
            told = list(portions(answer.sentences, answer.more))
            assert [text for said in told for text in said] == [*answer.sentences, *answer.more]
            too_long += [
                (entry.id, aspect, said)
                for said in told
                if len(said) > 1 and sum(map(syllables, said)) > FIRST_PORTION
            ]
    assert too_long == []
