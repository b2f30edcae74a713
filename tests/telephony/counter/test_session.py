"""One counter page's session, with the test as the page; audio time runs as fast as frames are fed."""

import asyncio

from telephony.calls import prompts
from telephony.counter.messages import Ask, CallOfficer, Heard, Next, Talk, Used
from telephony.counter.visit import MOST_PAUSES
from tests.doubles.counter_page import Opening, Page
from tests.doubles.one_topic import QUESTION, TOPIC


async def test_speech_without_the_wake_phrase_leaves_no_trace(page: Opening) -> None:
    counter = page(f"Anh Nam hỏi {QUESTION}")
    before = list(counter.messages)
    counter.say()
    await counter.until(lambda: len(counter.bench.parrot.utterances) == 1)
    counter.quiet(0.2)
    await asyncio.sleep(0.05)
    assert counter.messages == before
    assert counter.bench.records == []


async def test_a_question_behind_the_wake_phrase_is_shown_said_and_recorded(page: Opening) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}")
    counter.say()
    assert await counter.reply() == list(TOPIC.sentences)
    (card,) = counter.of("card")
    assert card["entry"]["title"] == TOPIC.title
    assert {"type": "heard", "text": QUESTION, "final": True} in counter.messages
    assert counter.audio
    (record,) = counter.bench.records
    assert (record.channel, record.caller) == ("counter", "Quầy 1")
    assert [(turn.heard, turn.entry, turn.engine) for turn in record.turns] == [(QUESTION, "gio", "parrot")]


async def test_the_wake_phrase_alone_is_answered_and_the_question_may_follow(page: Opening) -> None:
    counter = page("Sổ tay ơi", QUESTION)
    counter.say()
    await counter.reply()
    assert [prompt["text"] for prompt in counter.of("prompt")] == list(prompts.LISTENING.sentences)
    counter.say()
    assert await counter.reply() == list(TOPIC.sentences)


async def test_a_follow_up_needs_no_wake_phrase_while_the_window_lasts(page: Opening) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}", QUESTION)
    counter.say()
    await counter.reply()
    counter.say()
    await counter.reply()
    (record,) = counter.bench.records
    assert [turn.entry for turn in record.turns] == ["gio", "gio"]


async def test_after_the_window_the_wake_phrase_is_needed_again(page: Opening) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}", QUESTION)
    counter.say()
    await counter.reply()
    counter.quiet(11)
    await counter.until(lambda: counter.state == "waiting")
    counter.say()
    await counter.until(lambda: len(counter.bench.parrot.utterances) == 2)
    await asyncio.sleep(0.05)
    (record,) = counter.bench.records
    assert str(record.outcome) == "visit_over"
    assert len(record.turns) == 1


async def test_what_is_said_while_the_wake_phrase_is_weighed_is_not_lost(page: Opening) -> None:
    counter = page("Sổ tay ơi", QUESTION)
    counter.say()
    counter.say()  # fed at once: the recogniser has not even begun with the first
    assert await counter.reply() == list(TOPIC.sentences)


async def test_a_typed_question_takes_the_same_way(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    assert await counter.reply() == list(TOPIC.sentences)
    (record,) = counter.bench.records
    assert [(turn.heard, turn.entry, turn.engine) for turn in record.turns] == [(QUESTION, "gio", "typed")]


async def test_a_held_button_takes_the_place_of_the_wake_phrase(page: Opening) -> None:
    counter = page(QUESTION)
    counter.session.told(Talk(type="talk"))
    counter.say()
    assert await counter.reply() == list(TOPIC.sentences)


async def test_the_officer_is_shown_at_once_and_the_wish_recorded(page: Opening) -> None:
    counter = page()
    counter.session.told(CallOfficer(type="officer"))
    await counter.until(lambda: bool(counter.of("officers")))
    (shown,) = counter.of("officers")
    assert shown["officers"] == [{"name": "Chị Hoa", "phone": "0912 345 678", "dial": "+84912345678"}]
    await counter.reply()
    await counter.until(lambda: counter.state == "waiting")
    (record,) = counter.bench.records
    assert str(record.outcome) == "officer_shown: asked_for_person"
    assert [message.reference for message in record.messages] == [shown["reference"]]


async def test_speaking_over_the_answer_pauses_it_at_once_stops_it_after_a_while_and_is_heard(
    page: Opening,
) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}", QUESTION)
    counter.say()
    await counter.until(lambda: bool(counter.of("mark")))
    counter.speak(0.35)
    assert counter.of("hush") == [{"type": "hush", "hushed": True}]
    counter.quiet(2)
    assert counter.of("hush")[-1] == {"type": "hush", "hushed": False}
    assert counter.of("clear") == []
    mark = counter.of("mark")[-1]["mark"]
    counter.speak(1.5)
    await counter.until(lambda: bool(counter.of("clear")))
    counter.session.told(Heard(type="played", mark=mark))
    counter.quiet(2)
    await counter.until(lambda: counter.of("mark")[-1]["mark"] != mark)
    (record,) = counter.bench.records
    assert [turn.entry for turn in record.turns] == ["gio", "gio"]


async def test_a_failing_recogniser_does_not_end_the_listening(page: Opening) -> None:
    counter = page(None, None, f"Sổ tay ơi, {QUESTION}")
    counter.say()
    await counter.until(lambda: len(counter.bench.parrot.utterances) >= 1)
    counter.bench.parrot.texts = [f"Sổ tay ơi, {QUESTION}"] * 3
    await asyncio.sleep(0.05)
    counter.say()
    assert await counter.reply() == list(TOPIC.sentences)


async def test_questions_are_listed_with_names_and_numbers_hidden(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text="số điện thoại 0912345678 của ai"))
    await counter.until(lambda: bool(counter.of("history")[-1]["items"]))
    (past,) = counter.of("history")[-1]["items"]
    assert past["at"] == "12:00"
    assert "0912345678" not in past["heard"]


async def test_a_question_without_an_answer_takes_the_card_before_it_away(page: Opening) -> None:
    counter = page()
    for text in (QUESTION, "con mèo ngủ ở đâu", QUESTION):
        counter.session.told(Ask(type="ask", text=text))
        await counter.reply()
    kinds = [message["type"] for message in counter.messages if message["type"] in ("card", "unknown")]
    assert kinds == ["card", "unknown", "card"]


async def test_a_page_that_goes_away_closes_its_record(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    await counter.session.close()
    (record,) = counter.bench.records
    assert str(record.outcome) == "page_closed"


async def test_a_question_that_stops_the_answer_before_it_does_not_end_its_own(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    mark = counter.of("mark")[-1]["mark"]
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("clear")))
    counter.session.told(Heard(type="played", mark=mark))
    await counter.until(lambda: counter.of("mark")[-1]["mark"] != mark)
    await asyncio.sleep(0.05)
    assert counter.state == "answering"


async def asked_and_left(counter: Page) -> None:
    """A question was answered, and the follow-up window is over."""
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.reply()
    counter.quiet(11)
    await counter.until(lambda: counter.state == "waiting")


async def test_a_minute_after_the_citizen_has_left_the_page_and_the_history_forget_their_words(
    page: Opening,
) -> None:
    counter = page()
    await asked_and_left(counter)
    counter.quiet(58)
    assert counter.of("leave") == []
    assert counter.of("history")[-1]["items"] == [{"at": "12:00", "heard": QUESTION, "title": TOPIC.title}]
    counter.quiet(4)
    assert counter.of("leave") == [{"type": "leave"}]
    assert counter.of("history")[-1]["items"] == [{"at": "12:00", "heard": None, "title": TOPIC.title}]


async def test_whoever_touches_the_screen_keeps_the_card(page: Opening) -> None:
    counter = page()
    await asked_and_left(counter)
    for _ in range(3):
        counter.quiet(40)
        counter.session.told(Used(type="used"))
    assert counter.of("leave") == []


async def test_a_page_that_comes_back_after_a_lost_line_forgets_too(page: Opening) -> None:
    counter = page()
    counter.quiet(61)
    assert counter.of("leave") == [{"type": "leave"}]


async def test_the_button_for_the_next_citizen_stops_the_answer_and_clears_the_page(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    counter.session.told(Next(type="next"))
    assert counter.of("leave") == [{"type": "leave"}]
    assert counter.state == "waiting"
    await counter.until(lambda: counter.bench.records[0].outcome is not None)
    counter.messages.clear()
    counter.session.told(Ask(type="ask", text=QUESTION))
    assert await counter.reply() == list(TOPIC.sentences)
    assert [len(record.turns) for record in counter.bench.records] == [1, 1]


async def test_saying_next_please_clears_the_page_without_a_word(page: Opening) -> None:
    counter = page(f"Sổ tay ơi, {QUESTION}", "Mời người tiếp theo.")
    counter.say()
    await counter.reply()
    counter.say()
    await counter.until(lambda: counter.state == "waiting")
    assert counter.of("leave") == [{"type": "leave"}]
    assert len(counter.of("card") + counter.of("said")) == 1


async def test_what_the_handbook_did_not_know_is_not_kept_for_the_next_citizen(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text="con tôi chưa có cha"))
    await counter.until(lambda: bool(counter.of("history")[-1]["items"]))
    counter.session.told(Next(type="next"))
    assert counter.of("history")[-1]["items"] == []


async def test_our_voice_pauses_for_noises_only_so_often_but_always_for_whoever_breaks_in(
    page: Opening,
) -> None:
    counter = page(*[QUESTION] * (MOST_PAUSES + 1))
    counter.session.told(Ask(type="ask", text=QUESTION))
    for _ in range(MOST_PAUSES + 1):
        await counter.until(lambda: len(counter.of("mark")) > len(counter.of("clear")))
        counter.speak(1.5)
        await counter.until(lambda: len(counter.of("mark")) == len(counter.of("clear")))
        counter.session.told(Heard(type="played", mark=counter.of("mark")[-1]["mark"]))
        counter.quiet(2)
    assert counter.of("hush") == [{"type": "hush", "hushed": True}] * (MOST_PAUSES + 1)
    await counter.until(lambda: len(counter.of("mark")) > len(counter.of("clear")))
    for _ in range(MOST_PAUSES + 2):
        counter.speak(0.2)
        counter.quiet(2)
    assert len(counter.of("hush")) == MOST_PAUSES + 1 + 2 * MOST_PAUSES


async def test_an_answer_that_paused_for_noises_is_over_only_when_it_has_been_played(page: Opening) -> None:
    counter = page()
    counter.session.told(Ask(type="ask", text=QUESTION))
    await counter.until(lambda: bool(counter.of("mark")))
    for _ in range(MOST_PAUSES):
        counter.speak(0.35)
        counter.quiet(2)
    counter.quiet(21.5)  # 33 s, a second past the time at which a mark counts as lost
    for _ in range(10):
        await asyncio.sleep(0)
    assert counter.state == "answering"
    counter.quiet(10)
    await counter.until(lambda: counter.state == "listening")
