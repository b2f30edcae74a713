"""Facts from legal texts as a caller hears them."""

from datetime import date

from handbook.answering.answers import compose, grounds, sources
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Citation,
    Duration,
    LegalBasis,
    Procedure,
    StatutoryBody,
    StatutoryTime,
    Supplement,
    TimeUnit,
)

LAW = Citation(number="60/2014/QH13", article="Điều 18", title="Luật Hộ tịch", quote="ngay sau khi nhận đủ")
DECREE = Citation(number="123/2015/NĐ-CP", article="khoản 1 Điều 21", quote="nơi thường trú")
AT_ONCE = StatutoryTime(words="ngay sau khi nhận đủ giấy tờ", basis=LAW)
CHECKED = StatutoryTime(
    limit=Duration(amount=5, unit=TimeUnit.WORKING_DAY), case="cần xác minh điều kiện kết hôn", basis=LAW
)


def procedure(supplement: Supplement, performed_by: str | None = None) -> Procedure:
    return Procedure(
        id="1.000894",
        name="Đăng ký kết hôn",
        field="Hộ tịch",
        performed_by=performed_by,
        channels=(
            Channel(kind=ChannelKind.COUNTER, time_unclear="1"),
            Channel(kind=ChannelKind.ONLINE, time_unclear="1"),
        ),
        legal_basis=(LegalBasis(number="60/2014/QH13"), LegalBasis(number="123/2015/NĐ-CP")),
        supplement=supplement,
        as_of=date(2026, 6, 30),
    )


def test_the_time_comes_first_and_its_article_with_it() -> None:
    answer = compose(procedure(Supplement(times=(AT_ONCE, CHECKED))), [Aspect.TIME])
    assert answer.sentences == (
        "Đăng ký kết hôn được giải quyết ngay sau khi nhận đủ giấy tờ, theo Điều 18 Luật Hộ tịch.",
        "Khi cần xác minh điều kiện kết hôn thì không quá 5 ngày làm việc.",
    )
    assert not answer.unclear


def test_a_case_from_another_instrument_names_it() -> None:
    other = CHECKED.model_copy(update={"basis": DECREE})
    told = compose(procedure(Supplement(times=(AT_ONCE, other))), [Aspect.TIME]).sentences[1]
    assert told.endswith("không quá 5 ngày làm việc, theo khoản 1 Điều 21 Nghị định 123/2015/NĐ-CP.")


def test_a_way_of_handing_in_that_the_law_leaves_open_is_said_so() -> None:
    counter_only = AT_ONCE.model_copy(update={"kinds": (ChannelKind.COUNTER,)})
    answer = compose(procedure(Supplement(times=(counter_only,))), [Aspect.TIME])
    assert "khi nộp trực tiếp" in answer.sentences[0]
    assert "Nộp trực tuyến thì sổ tay chưa ghi rõ thời hạn." in answer.sentences
    assert answer.unclear


def test_a_source_too_long_for_the_first_sentence_follows_it() -> None:
    body = StatutoryBody(name="Ủy ban nhân dân cấp xã nơi thường trú của công dân Việt Nam", basis=DECREE)
    answer = compose(procedure(Supplement(authority=body)), [Aspect.AUTHORITY])
    assert answer.sentences == (
        "Đăng ký kết hôn do Ủy ban nhân dân cấp xã nơi thường trú của công dân Việt Nam giải quyết.",
        "Căn cứ là khoản 1 Điều 21 Nghị định 123/2015/NĐ-CP.",
    )


def test_who_carries_it_out_is_told_beside_who_decides() -> None:
    body = StatutoryBody(name="Ủy ban nhân dân cấp xã", basis=LAW)
    answer = compose(procedure(Supplement(authority=body), performed_by="Công an cấp xã"), [Aspect.AUTHORITY])
    assert answer.sentences[-1] == "Cơ quan thực hiện là Công an cấp xã."


def test_the_place_of_the_law_answers_where_to_hand_in() -> None:
    place = StatutoryBody(name="Trung tâm Phục vụ hành chính công", basis=LAW)
    answer = compose(procedure(Supplement(place=place)), [Aspect.PLACE])
    assert answer.sentences[0] == (
        "Hồ sơ đăng ký kết hôn nộp tại Trung tâm Phục vụ hành chính công, theo Điều 18 Luật Hộ tịch."
    )


def test_articles_stand_first_among_the_sources_and_the_grounds() -> None:
    entry = procedure(Supplement(times=(AT_ONCE,)))
    assert sources(entry)[0] == "Điều 18, 60/2014/QH13"
    assert grounds(entry)[0] == "Căn cứ là Điều 18 Luật Hộ tịch."
