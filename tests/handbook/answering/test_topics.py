"""The reviewed topics that ship with the handbook."""

import re
import unicodedata
from datetime import date

import pytest

from handbook.answering.answers import FIRST_PORTION, compose
from handbook.answering.phrasing import syllables
from handbook.book.entries import Aspect, Fact, FactSource, Settled, Topic
from handbook.book.handbook import CONTENT, Handbook

TOPICS = [entry for entry in Handbook.load(CONTENT) if isinstance(entry, Topic)]
_TWELVE_SECONDS = 54
"""Syllables."""
each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)


def test_the_handbook_holds_topics_of_both_sides() -> None:
    assert {topic.side for topic in TOPICS} == {"government", "party"}


@each_topic
def test_a_topic_has_a_readable_id_and_a_dated_source(topic: Topic) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", topic.id)
    assert topic.as_of.year in (2025, 2026)
    assert topic.owner
    assert topic.review
    assert topic.review > topic.as_of


@each_topic
def test_a_topic_can_be_asked_in_several_ways(topic: Topic) -> None:
    assert len(topic.questions) >= 4
    assert len({question.casefold() for question in topic.questions}) == len(topic.questions)


def test_no_two_topics_answer_the_same_words() -> None:
    asked = [question.casefold() for topic in TOPICS for question in topic.questions]
    assert sorted(asked) == sorted(set(asked))


@each_topic
def test_a_topic_is_short_enough_for_one_breath_of_the_phone(topic: Topic) -> None:
    answer = compose(topic, ())
    assert syllables(answer.sentences[0]) <= _TWELVE_SECONDS
    assert sum(map(syllables, answer.sentences)) <= FIRST_PORTION


@each_topic
def test_a_topic_is_written_in_composed_letters_and_whole_sentences(topic: Topic) -> None:
    for text in (*topic.sentences, *topic.questions, topic.title):
        assert unicodedata.is_normalized("NFC", text)
    assert all(text[0].isupper() or text[0].isdigit() for text in topic.sentences)
    assert all(text.endswith(".") for text in topic.sentences)


DATED = Topic(
    id="luong-co-so",
    title="Mức lương cơ sở",
    questions=("lương cơ sở bao nhiêu",),
    facts=(
        Fact(
            said=("Lương cơ sở là 2.340.000 đồng.",),
            source=FactSource(number="73/2024/NĐ-CP", article="Điều 3"),
            since=date(2024, 7, 1),
            until=date(2026, 6, 30),
        ),
        Fact(
            said=("Lương cơ sở là 2.530.000 đồng.",),
            source=FactSource(number="161/2026/NĐ-CP", page="Báo Chính phủ, tháng 6/2026"),
            since=date(2026, 7, 1),
        ),
    ),
    field="Công chức",
    side="government",
    as_of=date(2026, 7, 1),
)


@pytest.mark.parametrize(("day", "said"), [(date(2026, 6, 30), "2.340.000"), (date(2026, 7, 1), "2.530.000")])
def test_what_a_topic_tells_changes_by_itself_on_the_day(day: date, said: str) -> None:
    answer = compose(DATED, (), day)
    assert answer.sentences == (f"Lương cơ sở là {said} đồng.",)
    assert not answer.unclear


def test_the_basis_of_a_topic_is_that_of_the_day() -> None:
    told = compose(DATED, (Aspect.LEGAL_BASIS,), date(2026, 6, 30))
    assert told.sentences[0] == "Căn cứ là Điều 3 Nghị định 73/2024/NĐ-CP."
    assert told.sources == ("Điều 3, 73/2024/NĐ-CP",)


def test_an_instrument_that_was_not_read_is_named_with_the_page_that_tells_it() -> None:
    told = compose(DATED, (Aspect.LEGAL_BASIS,), date(2026, 7, 1))
    assert told.sentences[0] == "Căn cứ là Nghị định 161/2026/NĐ-CP, theo báo Chính phủ, tháng 6/2026."


def test_a_topic_whose_facts_have_all_lapsed_is_said_to_be_no_longer_in_force() -> None:
    lapsed = DATED.model_copy(update={"facts": DATED.facts[:1]})
    answer = compose(lapsed, (), date(2026, 7, 1))
    assert answer.sentences[0] == "Quy định về mức lương cơ sở đã hết hiệu lực sau ngày 30/6/2026."
    assert answer.unclear


def test_a_topic_that_is_not_in_force_yet_says_from_when_it_is() -> None:
    coming = DATED.model_copy(update={"facts": DATED.facts[1:]})
    answer = compose(coming, (), date(2026, 6, 1))
    assert answer.sentences[0] == "Quy định về mức lương cơ sở có hiệu lực từ ngày 1/7/2026."
    assert answer.unclear


def test_a_matter_that_one_side_settled_is_told_so_to_whoever_asks() -> None:
    settled = Settled(side="party", on=date(2026, 7, 5), how="Đảng ủy phường đã có hướng dẫn.")
    answer = compose(DATED.model_copy(update={"settled": settled}), (), date(2026, 8, 1))
    assert answer.sentences == (
        "Việc này đã được bên Đảng giải quyết, ngày 5/7/2026.",
        "Đảng ủy phường đã có hướng dẫn.",
        "Lương cơ sở là 2.530.000 đồng.",
    )


def told(entry_id: str) -> str:
    return " ".join(compose(topic_of(entry_id), (), date(2026, 11, 29)).sentences)


def topic_of(entry_id: str) -> Topic:
    return next(topic for topic in TOPICS if topic.id == entry_id)


def test_the_number_of_communes_rests_on_the_resolution_that_set_it() -> None:
    assert told("hn-so-xa-phuong").startswith("Hà Nội có 126 xã, phường.")
    assert topic_of("hn-so-xa-phuong").facts[0].source.number == "1656/NQ-UBTVQH15"


def test_what_rests_on_a_report_alone_names_its_date() -> None:
    reported = [topic for topic in TOPICS if "ngày 11/9/2025" in (topic.facts[0].source.page or "")]
    assert reported
    assert all("2025" in told(topic.id) for topic in reported)


def test_no_topic_names_the_person_in_an_office() -> None:
    assert not [topic.id for topic in TOPICS if "Trần Sỹ Thanh" in " ".join(topic.sentences)]


def test_a_matter_that_one_side_settled_says_who_when_and_how() -> None:
    said = told("da-giai-quyet-uy-quyen-chung-thuc")
    assert said.startswith("Việc này đã được bên chính quyền giải quyết, ngày 1/11/2025.")
    assert "Nghị định 280" in said


def test_what_waits_for_the_text_of_an_instrument_is_told_as_open() -> None:
    assert compose(topic_of("chuyen-sinh-hoat-dang-thoi-han"), (), date(2026, 11, 29)).unclear
