import pytest

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.language.tables import Frames
from handbook.language.text import fold
from handbook.matching.question import Question


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


ASKED = [
    ("đăng ký khai sinh cần giấy tờ gì", (Aspect.DOCUMENTS,)),
    ("làm khai sinh thì mang theo những gì", (Aspect.DOCUMENTS,)),
    ("hồ sơ tách hộ gồm những gì", (Aspect.DOCUMENTS,)),
    ("đăng ký kết hôn mất bao lâu", (Aspect.TIME,)),
    ("đăng ký kết hôn mấy ngày thì xong", (Aspect.TIME,)),
    ("khi nào thì có kết quả khai tử", (Aspect.TIME,)),
    ("chứng thực bản sao lệ phí bao nhiêu", (Aspect.FEE,)),
    ("chứng thực bản sao hết bao nhiêu tiền một bản", (Aspect.FEE,)),
    ("đăng ký tạm trú có phải trả tiền không", (Aspect.FEE,)),
    ("khai tử do cơ quan nào giải quyết", (Aspect.AUTHORITY,)),
    ("ai ký giấy chứng nhận kết hôn", (Aspect.SIGNATORY,)),
    ("đăng ký tạm trú nộp ở đâu", (Aspect.PLACE,)),
    ("đăng ký tạm trú thì đến chỗ nào", (Aspect.PLACE,)),
    ("đăng ký giám hộ căn cứ pháp lý thế nào", (Aspect.LEGAL_BASIS,)),
    ("đăng ký giám hộ theo nghị định nào", (Aspect.LEGAL_BASIS,)),
]


@pytest.mark.parametrize(("text", "aspects"), ASKED)
def test_the_aspect_asked_is_found(language: Language, text: str, aspects: tuple[Aspect, ...]) -> None:
    assert Question.read(text, language).aspects == aspects


@pytest.mark.parametrize(("text", "aspects"), ASKED)
def test_the_aspect_is_found_without_diacritics_too(
    language: Language, text: str, aspects: tuple[Aspect, ...]
) -> None:
    assert Question.read(fold(text), language).aspects == aspects


@pytest.mark.parametrize(
    ("heard", "aspect"),
    [
        ("đăng ký khai xinh cần rấy tờ gì", Aspect.DOCUMENTS),
        ("kết hôn mất bao nâu", Aspect.TIME),
        ("khai tử nệ phí bao nhiêu", Aspect.FEE),
        ("tạm chú nộp ở đâu", Aspect.PLACE),
    ],
)
def test_the_aspect_is_found_in_a_noisy_transcript(language: Language, heard: str, aspect: Aspect) -> None:
    assert Question.read(heard, language).aspects == (aspect,)


@pytest.mark.parametrize(
    ("said", "aspect"),
    [
        ("khai sanh ở mô", Aspect.PLACE),
        ("tách khẩu cần giấy chi", Aspect.DOCUMENTS),
        ("làm căn cước chừng nào có", Aspect.TIME),
        ("sang tên xe tốn nhiêu", Aspect.FEE),
    ],
)
def test_southern_and_central_ways_of_asking_are_understood(
    language: Language, said: str, aspect: Aspect
) -> None:
    assert Question.read(said, language).aspects == (aspect,)


def test_two_aspects_come_in_the_order_asked(language: Language) -> None:
    assert Question.read("tách hộ mất bao lâu và có mất phí không", language).aspects == (
        Aspect.TIME,
        Aspect.FEE,
    )


def test_a_general_question_with_a_special_one_asks_only_the_special_one(language: Language) -> None:
    assert Question.read("tách hộ làm thế nào và mất bao lâu", language).aspects == (Aspect.TIME,)


def test_a_bare_subject_asks_no_aspect(language: Language) -> None:
    assert Question.read("đăng ký khai sinh", language).aspects == ()


def test_the_cue_does_not_stay_in_the_subject(language: Language) -> None:
    assert Question.read("cho em hỏi tách khẩu thì mất khoảng bao lâu ạ", language).core == ("tách", "khẩu")


def _framed() -> list[tuple[str, str]]:
    tables = Language.load().tables.aspects
    return [(aspect, text) for aspect, of in tables.items() if isinstance(of, Frames) for text in of.examples]


@pytest.mark.parametrize(("aspect", "text"), _framed())
def test_every_example_of_the_table_asks_what_it_stands_for(
    language: Language, aspect: str, text: str
) -> None:
    assert Question.read(text, language).aspects == (aspect,)


@pytest.mark.parametrize(
    ("aspect", "text"), {aspect: (aspect, text) for aspect, text in reversed(_framed())}.values()
)
def test_the_first_example_is_understood_without_diacritics_too(
    language: Language, aspect: str, text: str
) -> None:
    assert aspect in Question.read(fold(text), language).aspects


@pytest.mark.parametrize(
    "text",
    [
        "nộp hồ sơ khai sinh rồi thì bao lâu có giấy",
        "đăng ký kết hôn phải chờ mấy ngày",
        "ở trọ mấy tháng rồi, phải làm tạm trú thì bao lâu xong",
        "nuôi con nuôi bao lâu giải quyết xong",
    ],
)
def test_the_time_that_the_office_takes_is_no_deadline_of_the_citizen(language: Language, text: str) -> None:
    assert Question.read(text, language).aspects == (Aspect.TIME,)


def test_what_a_frame_only_looks_at_stays_with_the_subject(language: Language) -> None:
    question = Question.read("khai báo tạm vắng trong vòng mấy ngày", language)
    assert question.aspects == (Aspect.DEADLINE,)
    assert question.core == ("khai", "báo", "tạm", "vắng")


def test_hours_are_not_taken_for_money(language: Language) -> None:
    assert Question.read("đăng ký tạm trú hết bao nhiêu tiếng", language).aspects == (Aspect.TIME,)


def test_where_it_is_ruled_is_no_place(language: Language) -> None:
    assert language.aspects.find(("quy", "định", "ở", "đâu"))[0] == (Aspect.LEGAL_BASIS,)


@pytest.mark.parametrize(
    "text",
    [
        "còn lệ phí thì sao?",
        "thế nộp ở đâu?",
        "mất mấy ngày",
        "con le phi thi sao",
        "rồi bao lâu thì có kết quả",
    ],
)
def test_an_aspect_alone_is_a_follow_up(language: Language, text: str) -> None:
    assert Question.read(text, language).follow_up


@pytest.mark.parametrize("text", ["dạ", "ờ", "còn khai tử thì lệ phí sao", "giá vàng bao nhiêu tiền", ""])
def test_a_hum_or_another_subject_is_no_follow_up(language: Language, text: str) -> None:
    assert not Question.read(text, language).follow_up
