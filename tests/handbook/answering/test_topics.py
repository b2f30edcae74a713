"""The reviewed topics that ship with the handbook."""

import re
import unicodedata

import pytest

from handbook.answering.answers import FIRST_PORTION, compose
from handbook.answering.phrasing import FIRST_SENTENCE, syllables
from handbook.book.entries import Topic
from handbook.book.handbook import CONTENT, Handbook

TOPICS = [entry for entry in Handbook.load(CONTENT) if isinstance(entry, Topic)]
each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)


def test_the_handbook_holds_the_topics_of_the_two_tier_model() -> None:
    assert sum(topic.id.startswith("hn-") for topic in TOPICS) >= 26


@each_topic
def test_a_topic_has_a_readable_id_and_a_dated_source(topic: Topic) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", topic.id)
    assert topic.source
    assert topic.as_of.year in (2025, 2026)
    assert topic.owner
    assert topic.effective
    assert topic.review
    assert topic.review > topic.as_of


@each_topic
def test_a_topic_can_be_asked_in_several_ways(topic: Topic) -> None:
    assert 4 <= len(topic.questions) <= 12
    assert len({question.casefold() for question in topic.questions}) == len(topic.questions)


def test_no_two_topics_answer_the_same_words() -> None:
    asked = [question.casefold() for topic in TOPICS for question in topic.questions]
    assert sorted(asked) == sorted(set(asked))


@each_topic
def test_a_topic_is_short_enough_for_one_breath_of_the_phone(topic: Topic) -> None:
    answer = compose(topic, ())
    assert 1 <= len(topic.answer) <= 5
    assert syllables(topic.answer[0]) <= FIRST_SENTENCE
    assert sum(map(syllables, answer.sentences)) <= FIRST_PORTION


@each_topic
def test_a_topic_is_written_in_composed_letters_and_whole_sentences(topic: Topic) -> None:
    for text in (*topic.answer, *topic.questions, topic.title):
        assert unicodedata.is_normalized("NFC", text)
    assert all(text[0].isupper() or text[0].isdigit() for text in topic.answer)
    assert all(text.endswith(".") for text in topic.answer)
