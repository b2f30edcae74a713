"""What the helpline can say, from the handbook that ships with it."""

import itertools

import pytest

from handbook.answering.answers import compose
from handbook.book.entries import Aspect, Procedure
from handbook.book.handbook import Handbook
from telephony.calls import prompts
from telephony.calls.readability import UnreadableSentence, unreadable
from telephony.calls.repertoire import Section, repertoire, sayings


@pytest.fixture(scope="module")
def procedure(handbook: Handbook) -> Procedure:
    procedure = handbook["1.001193"]
    assert isinstance(procedure, Procedure)
    return procedure


def test_every_prompt_comes_first_and_once(handbook: Handbook) -> None:
    said = list(repertoire(Handbook(list(handbook)[:3])))
    assert tuple(said[: len(prompts.SENTENCES)]) == prompts.SENTENCES
    assert len(set(said)) == len(said)


def test_what_lies_with_another_agency_is_among_the_prompts_and_can_be_read_aloud() -> None:
    book = Handbook([])
    said = repertoire(book, [Section.PROMPTS])
    agencies = book.language.told_agencies
    sentences = [sentence for known in agencies for sentence in prompts.elsewhere(*known).sentences]
    assert len(agencies) >= 5
    assert set(sentences) <= set(said)
    assert unreadable(book) == []


def test_a_part_can_be_asked_for_alone(handbook: Handbook) -> None:
    owners = {part: set(repertoire(handbook, [part]).values()) for part in (Section.PROMPTS, Section.TOPICS)}
    assert owners[Section.PROMPTS] == {"prompts"}
    assert owners[Section.TOPICS] == {entry.id for entry in handbook if entry.kind == "topic"}


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_no_question_about_a_procedure_brings_a_sentence_that_is_not_in_it(
    procedure: Procedure, count: int
) -> None:
    known = set(sayings(procedure))
    for aspects in itertools.permutations(Aspect, count):
        answer = compose(procedure, aspects)
        assert {*answer.sentences, *answer.more} <= known


@pytest.mark.slow
def test_every_sentence_of_the_handbook_can_be_read_aloud(handbook: Handbook) -> None:
    assert [str(finding) for finding in unreadable(handbook)] == []


def test_an_unreadable_token_is_reported_with_its_entry(procedure: Procedure) -> None:
    broken = procedure.model_copy(update={"result": "Giấy khai sinh xanhMã ABXYZ"})
    findings = unreadable(Handbook([broken]))
    assert {finding.entry for finding in findings} == {"1.001193"}
    for finding in findings:
        assert [problem.text for problem in finding.problems] == ["xanhMã", "ABXYZ"]
        assert all(finding.sentence[p.start : p.end] == p.text for p in finding.problems)
    assert str(findings[0]) == (
        "1.001193: cannot be read safely: 'xanhMã': no Vietnamese word; 'ABXYZ': nobody knows this "
        "abbreviation; "
        f"in “{findings[0].sentence}”"
    )
    assert isinstance(findings[0], UnreadableSentence)


def test_what_may_be_a_date_or_a_share_is_reported_before_anybody_calls(procedure: Procedure) -> None:
    broken = procedure.model_copy(update={"result": "Giấy chứng nhận mới, 3/4."})
    (why,) = {problem.why for finding in unreadable(Handbook([broken])) for problem in finding.problems}
    assert "a date or a fraction" in why
