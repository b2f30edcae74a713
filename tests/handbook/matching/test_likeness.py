"""The evidence for a phrase: each feature says what its name says."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest

from handbook.book.entries import Procedure, Topic, told_by
from handbook.book.handbook import Handbook
from handbook.language.language import Language
from handbook.matching.likeness import FEATURES, Likeness
from handbook.matching.phrases import answer_words, phrases
from handbook.matching.question import Question
from handbook.matching.shortlist import Shortlist

BIRTH, AGAIN, MARRIAGE, HOURS = "birth", "again", "marriage", "hours"
NAMES = {BIRTH: "Đăng ký khai sinh", AGAIN: "Đăng ký lại khai sinh", MARRIAGE: "Đăng ký kết hôn"}
ASKED = "Bộ phận một cửa làm việc mấy giờ"


class Evidence:
    """What speaks for each entry, by the names of the features."""

    def __init__(self, language: Language) -> None:
        book = Handbook([*(procedure(*named) for named in NAMES.items()), topic()], language)
        self.phrases = phrases(book, out_of_scope=())
        self.shortlist = Shortlist(self.phrases, size=len(self.phrases))
        self.likeness = Likeness(self.phrases, language, answer_words(book))
        self.language = language

    def matrix(self, text: str) -> tuple[np.ndarray, list[str | None]]:
        question = Question.read(text, self.language)
        nearest, cosines = self.shortlist.find(question)
        return self.likeness.features(question, nearest, cosines), [self.phrases[i].entry for i in nearest]

    def of(self, text: str, entry: str) -> Mapping[str, float]:
        """The evidence for the phrase of `entry` that is nearest to `text`."""
        matrix, entries = self.matrix(text)
        kind = "topic" if entry == HOURS else "procedure"
        row = dict(zip(FEATURES, matrix[entries.index(entry)].tolist(), strict=True))
        return {name.removeprefix(f"{kind}."): row[name] for name in FEATURES if name.startswith(kind)}


def procedure(code: str, name: str) -> Procedure:
    return Procedure(id=code, name=name, field="Hộ tịch", as_of=date(2026, 1, 1))


def topic() -> Topic:
    return Topic(
        id=HOURS,
        title="Giờ làm việc",
        questions=(ASKED,),
        facts=told_by("Từ tám giờ sáng, trừ chủ nhật.", by="Thông báo"),
        field="Chung",
        side="government",
        as_of=date(2026, 1, 1),
    )


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence(Language.load())


def test_every_phrase_gets_a_row_and_every_feature_a_column_of_its_own(evidence: Evidence) -> None:
    matrix, entries = evidence.matrix("đăng ký khai sinh")
    assert matrix.shape == (len(entries), len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES)
    assert np.isfinite(matrix).all()


def test_a_procedure_and_a_topic_have_their_evidence_in_columns_of_their_own(evidence: Evidence) -> None:
    matrix, entries = evidence.matrix(f"{ASKED}, đăng ký khai sinh")
    topics = np.array([name.startswith("topic.") for name in FEATURES])
    for row, entry in zip(matrix, entries, strict=True):
        other = ~topics if entry == HOURS else topics
        assert not row[other].any()
        assert row[~other].any()


def test_a_name_said_word_for_word_agrees_in_everything(evidence: Evidence) -> None:
    found = evidence.of("đăng ký kết hôn", MARRIAGE)
    for name in ("cosine", "said", "named", "said_pairs", "named_pairs", "order", "exact", "subject"):
        assert found[name] == pytest.approx(1, abs=1e-4), name
    assert found["unexplained"] == pytest.approx(0, abs=1e-4)
    assert found["neighbour_votes"] == max(
        evidence.of("đăng ký kết hôn", entry)["neighbour_votes"] for entry in NAMES
    )


def test_what_else_was_said_is_unexplained_and_what_was_not_said_is_unnamed(evidence: Evidence) -> None:
    more = evidence.of("đăng ký kết hôn máy bay", MARRIAGE)
    assert more["named"] == pytest.approx(1, abs=1e-4)
    assert more["said"] < 1
    assert more["exact"] == 0
    assert more["unexplained"] > 0.5
    less = evidence.of("kết hôn", MARRIAGE)
    assert less["named"] < 1
    assert less["said"] == pytest.approx(1, abs=1e-4)


def test_words_of_every_name_weigh_less_than_those_of_one(evidence: Evidence) -> None:
    assert evidence.of("kết hôn", MARRIAGE)["weight"] > evidence.of("đăng ký", MARRIAGE)["weight"]


def test_a_discriminating_word_counts_on_the_side_that_lacks_it(evidence: Evidence) -> None:
    assert evidence.of("đăng ký khai sinh", AGAIN)["unsaid_marks"] == 1
    assert evidence.of("đăng ký lại khai sinh", BIRTH)["unnamed_marks"] == 1
    both = evidence.of("đăng ký lại khai sinh", AGAIN)
    assert (both["unsaid_marks"], both["unnamed_marks"]) == (0, 0)


def test_typed_without_diacritics_a_name_agrees_as_fully(evidence: Evidence) -> None:
    plain = evidence.of("dang ky ket hon", MARRIAGE)
    assert plain["named"] == pytest.approx(1, abs=1e-4)
    assert plain["said"] == pytest.approx(1, abs=1e-4)


def test_a_misheard_word_agrees_in_part(evidence: Evidence) -> None:
    right, misheard, other = (
        evidence.of(f"đăng ký {words}", MARRIAGE)["named"] for words in ("kết hôn", "kết hồn", "máy bay")
    )
    assert other < misheard < right


def test_what_was_asked_in_the_last_clause_counts_by_itself(evidence: Evidence) -> None:
    found = evidence.of("nhà tôi vừa mua con trâu, giờ muốn đăng ký kết hôn", MARRIAGE)
    assert found["clause"] > found["said"]
    assert found["subject_clause"] > found["subject"]


def test_what_a_yes_or_no_question_wants_to_know_must_be_in_the_phrase(evidence: Evidence) -> None:
    found = evidence.of("kết hôn có được chia đất không", MARRIAGE)
    assert found["unanswered"] > 0.5
    assert found["outcome"] == 1
    assert evidence.of("đăng ký kết hôn", MARRIAGE)["unanswered"] == 0


def test_words_of_a_topics_answer_explain_a_question_about_it(evidence: Evidence) -> None:
    found = evidence.of("một cửa làm việc chủ nhật", HOURS)
    assert found["answer_words"] > found["subject"]
