"""Facts from legal texts as they are told: only the aspect asked, only while they hold."""

from datetime import date
from typing import Any

import pytest

from handbook.answering.answers import compose
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Document,
    DocumentGroup,
    Duration,
    Fact,
    FactSource,
    Procedure,
    TimeUnit,
)
from handbook.book.handbook import Handbook

LAW = FactSource(number="60/2014/QH13", article="Điều 15 khoản 1", title="Luật Hộ tịch")
TODAY = date(2026, 11, 1)


def fact(*said: str, **others: Any) -> Fact:
    return Fact.model_validate({"said": said, "source": LAW, "from": date(2016, 1, 1)} | others)


def procedure(facts: dict[Aspect, tuple[Fact, ...]] | None = None, **others: Any) -> Procedure:
    week = Duration(amount=7, unit=TimeUnit.DAY)
    defaults: dict[str, Any] = {
        "id": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "channels": (Channel(kind=ChannelKind.COUNTER, time=week),),
        "as_of": date(2026, 6, 30),
        "facts": facts or {},
    }
    return Procedure(**(defaults | others))


DEADLINE = fact("Phải đăng ký khai sinh trong 60 ngày kể từ ngày sinh.")


def test_the_citizens_deadline_is_told_with_where_it_stands_and_without_the_offices_time() -> None:
    answer = compose(procedure({Aspect.DEADLINE: (DEADLINE,)}), (Aspect.DEADLINE,), TODAY)
    assert answer.sentences == (*DEADLINE.said, "Căn cứ là Điều 15 khoản 1 Luật Hộ tịch.")
    assert answer.sources[0] == "Điều 15 khoản 1, 60/2014/QH13"
    assert not answer.unclear


@pytest.mark.parametrize("aspect", sorted(set(Aspect) - {Aspect.TIME, Aspect.OVERVIEW, Aspect.PLACE}))
def test_an_aspect_that_the_entry_lacks_is_said_to_be_lacking_and_no_other_is_told(aspect: Aspect) -> None:
    answer = compose(procedure(), (aspect,), TODAY)
    assert answer.unclear
    assert answer.sentences[0].startswith("Sổ tay chưa ghi rõ")
    assert "7 ngày" not in answer.text


@pytest.mark.parametrize(("day", "told"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_a_fact_is_told_to_its_last_day_and_no_longer(day: date, told: bool) -> None:
    lapsing = DEADLINE.model_copy(update={"until": date(2027, 2, 28)})
    answer = compose(procedure({Aspect.DEADLINE: (lapsing,)}), (Aspect.DEADLINE,), day)
    assert ("60 ngày" in answer.text) is told
    assert answer.unclear is not told


def test_a_fact_is_not_told_before_its_first_day() -> None:
    coming = DEADLINE.model_copy(update={"since": date(2027, 3, 1)})
    assert compose(procedure({Aspect.DEADLINE: (coming,)}), (Aspect.DEADLINE,), TODAY).unclear


def test_a_law_that_settles_the_time_is_told_instead_of_the_portal() -> None:
    law = fact("Hồ sơ được giải quyết trong 30 ngày.", settles=True)
    assert "7 ngày" not in compose(procedure({Aspect.TIME: (law,)}), (Aspect.TIME,), TODAY).text


def test_a_law_that_adds_to_the_time_comes_before_the_portal() -> None:
    told = compose(procedure({Aspect.TIME: (fact("Chỉ bổ sung thì làm ngay."),)}), (Aspect.TIME,), TODAY).text
    assert told.index("làm ngay") < told.index("7 ngày")


def test_where_sources_contradict_each_other_neither_is_told() -> None:
    answer = compose(procedure({Aspect.TIME: ()}), (Aspect.TIME,), TODAY)
    assert answer.unclear
    assert answer.sentences[0].startswith("Các nguồn chưa thống nhất về thời hạn giải quyết")
    assert "7 ngày" not in answer.text


def test_what_a_law_leaves_open_is_said_and_an_officer_offered() -> None:
    free = fact("Làm lần đầu không mất tiền.", settles=True, open="Trường hợp khác thì chưa rõ.")
    answer = compose(procedure({Aspect.FEE: (free,)}), (Aspect.FEE,), TODAY)
    assert answer.unclear
    assert "Trường hợp khác thì chưa rõ." in answer.sentences


def test_a_refusal_is_not_the_result() -> None:
    entry = procedure(result="Phiếu từ chối tiếp nhận hồ sơ; Giấy khai sinh")
    assert compose(entry, (Aspect.RESULT,), TODAY).sentences == ("Kết quả là giấy khai sinh.",)


def test_the_form_is_named_without_the_other_papers() -> None:
    papers = (Document(name="Giấy chứng sinh"), Document(name="Tờ khai đăng ký khai sinh theo mẫu"))
    told = compose(procedure(documents=(DocumentGroup(documents=papers),)), (Aspect.FORM,), TODAY).text
    assert "tờ khai đăng ký khai sinh" in told
    assert "chứng sinh" not in told


@pytest.mark.parametrize(
    ("code", "aspect", "says"),
    [
        ("1.001193", Aspect.DEADLINE, "60 ngày"),
        ("1.000656", Aspect.DEADLINE, "15 ngày"),
        ("1.004194", Aspect.DEADLINE, "30 ngày"),
        ("1.004194", Aspect.FEE, "15.000 đồng"),
        ("2.001159", Aspect.DEADLINE, "23 giờ"),
        ("1.000894", Aspect.CONDITIONS, "20 tuổi"),
        ("1.013225", Aspect.TIME, "7 ngày làm việc"),
    ],
)
def test_the_handbook_tells_what_people_ask_most(
    handbook: Handbook, code: str, aspect: Aspect, says: str
) -> None:
    assert says in compose(handbook[code], (aspect,), TODAY).text
