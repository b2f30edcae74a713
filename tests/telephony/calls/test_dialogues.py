"""Whole calls by typed text, with the shipped handbook: what callers say, and what comes of it."""

import pytest

from handbook.book.entries import Aspect
from handbook.book.handbook import Handbook
from handbook.language.steering import Conduct
from handbook.matching.matcher import Matcher
from telephony.calls import prompts
from telephony.calls.dialogue import HangUp, Listen, Transfer
from tests.doubles.typed_call import TypedCall

MARRIAGE, BIRTH, BIRTH_AGAIN, DEATH = "1.000894", "1.001193", "1.004884", "1.000656"
TEMPORARY, PERMANENT, SINGLE = "1.004194", "1.004222", "1.004873"
COPIES, SIGNATURE = "2.000815", "2.000884"


@pytest.fixture
def call(handbook: Handbook, matcher: Matcher) -> TypedCall:
    return TypedCall(handbook, matcher)


@pytest.mark.parametrize(
    "greeting", ["chào em", "em chào chị ạ cho em hỏi", "dạ chào anh chị em ở phường Hà Đông", "tạm biệt"]
)
async def test_a_call_may_begin_with_any_greeting(call: TypedCall, greeting: str) -> None:
    reply = await call.say(greeting)
    assert isinstance(reply.then, Listen)
    assert prompts.REWORD not in reply.passages
    answered = await call.say("đăng ký kết hôn mất bao lâu")
    assert answered.told == ((MARRIAGE, (Aspect.TIME,)),)


async def test_a_question_behind_the_greeting_is_answered(call: TypedCall) -> None:
    reply = await call.say("dạ em chào chị, chị cho em hỏi chứng thực chữ ký hết bao nhiêu tiền")
    assert reply.told == ((SIGNATURE, (Aspect.FEE,)),)


@pytest.mark.parametrize(
    "thanks", ["không, cảm ơn em", "cảm ơn, chào em nhé", "không", "ok cảm ơn em", "thế thôi"]
)
async def test_a_caller_ends_the_call_after_an_answer(call: TypedCall, thanks: str) -> None:
    await call.say("đăng ký khai tử ở đâu")
    assert isinstance((await call.say(thanks)).then, HangUp)


@pytest.mark.parametrize(
    "complaint",
    ["sai rồi", "không phải", "tôi có hỏi cái đó đâu", "tôi có hỏi khai sinh đâu", "có đúng không"],
)
async def test_a_complaint_after_an_answer_keeps_the_call_and_the_right_question_is_answered(
    call: TypedCall, complaint: str
) -> None:
    await call.say("đăng ký khai sinh mất bao lâu")
    assert isinstance((await call.say(complaint)).then, Listen)
    assert (await call.say("tôi hỏi khai tử cơ")).entries == (DEATH,)


async def test_what_was_offered_goes_before_another_entry_of_that_name(call: TypedCall) -> None:
    assert BIRTH_AGAIN in (await call.say("đăng ký lại khai sinh hay khai tử")).offered
    assert (await call.say("khai sinh")).entries == (BIRTH_AGAIN,)


@pytest.mark.parametrize("choice", ["tạm trú", "số hai", "cái thứ hai", "2", "đăng ký tạm trú"])
async def test_what_was_asked_survives_a_choice(call: TypedCall, choice: str) -> None:
    reply = await call.say("thường trú với tạm trú thì lệ phí bao nhiêu")
    assert reply.offered[1] == TEMPORARY
    assert (await call.say(choice)).told == ((TEMPORARY, (Aspect.FEE,)),)


async def test_both_of_two_offered_are_told_in_order(call: TypedCall) -> None:
    offered = (await call.say("mất giấy khai sinh làm lại thế nào")).offered
    assert len(offered) == 2
    first = await call.say("cả hai")
    assert first.entries == offered[:1]
    told: tuple[str, ...] = first.entries
    while len(told) < 2:
        told += (await call.say("nghe tiếp")).entries
    assert told == offered


async def test_who_says_what_they_do_not_ask_is_told_the_other(call: TypedCall) -> None:
    reply = await call.say("tôi không hỏi kết hôn, tôi hỏi khai tử cần giấy tờ gì")
    assert reply.told == ((DEATH, (Aspect.DOCUMENTS,)),)


async def test_a_corrected_question_keeps_the_subject_and_drops_what_was_denied(call: TypedCall) -> None:
    await call.say("đăng ký khai sinh mất bao lâu")
    papers = await call.say("không phải mất bao lâu mà là cần giấy tờ gì")
    assert papers.told == ((BIRTH, (Aspect.DOCUMENTS,)),)
    assert (await call.say("không phải, tôi hỏi lệ phí cơ")).told == ((BIRTH, (Aspect.FEE,)),)


async def test_a_caller_who_writes_may_take_their_time(call: TypedCall) -> None:
    await call.say("đăng ký khai sinh cần giấy tờ gì")
    for _ in range(3):
        waiting = await call.say("đợi tí để tôi ghi")
        assert waiting.then == Listen(call.policy.limits.hold_ms)
    assert isinstance(call.keep_silent().then, Listen)
    assert prompts.REWORD not in (await call.say("nghe tiếp")).passages


async def test_hesitation_and_repeats_cost_no_try(call: TypedCall) -> None:
    for words in ("ừm", "à thì", "hả", "ừm", "sao cơ"):
        assert isinstance((await call.say(words)).then, Listen)
    assert (await call.say("đăng ký khai tử ở đâu")).entries == (DEATH,)


@pytest.mark.parametrize(
    "question", ["muốn gặp lãnh đạo phường tiếp dân thì đăng ký thế nào", "làm khai sinh thì gặp cán bộ nào"]
)
async def test_a_question_about_meeting_somebody_is_no_wish_for_a_person(
    call: TypedCall, question: str
) -> None:
    assert (await call.understood(question)).conduct is not Conduct.PERSON


async def test_anger_is_never_answered_from_the_book(call: TypedCall) -> None:
    for words in ("bực mình quá", "máy ngu quá"):
        reply = await call.say(words)
        assert isinstance(reply.then, Listen)
        assert not reply.told
    assert isinstance((await call.say("ừ")).then, Transfer)


@pytest.mark.parametrize(
    ("breath", "first", "second"),
    [
        (
            "kết hôn cần giấy tờ gì và giấy độc thân mất mấy ngày",
            (MARRIAGE, (Aspect.DOCUMENTS,)),
            (SINGLE, (Aspect.TIME,)),
        ),
        (
            "đăng ký tạm trú hết bao nhiêu tiền, còn đăng ký thường trú thì cần giấy tờ gì",
            (TEMPORARY, (Aspect.FEE,)),
            (PERMANENT, (Aspect.DOCUMENTS,)),
        ),
        (
            "chứng thực chữ ký bao nhiêu tiền rồi chứng thực bản sao bao nhiêu tiền",
            (SIGNATURE, (Aspect.FEE,)),
            (COPIES, (Aspect.FEE,)),
        ),
    ],
)
async def test_two_questions_in_one_breath_are_answered_in_order(
    call: TypedCall,
    breath: str,
    first: tuple[str, tuple[Aspect, ...]],
    second: tuple[str, tuple[Aspect, ...]],
) -> None:
    reply = await call.say(breath)
    assert reply.told == (first,)
    assert prompts.in_turn(call.names(first[0], second[0])) in reply.passages
    later: list[tuple[str, tuple[Aspect, ...]]] = []
    while not later:
        reply = await call.say("nghe tiếp")
        assert prompts.ANYTHING_ELSE not in reply.passages or reply.told
        later += reply.told
    assert later == [second]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "đăng ký kết hôn cần giấy tờ gì và mất bao lâu",
            (MARRIAGE, (Aspect.DOCUMENTS, Aspect.TIME)),
        ),
        ("đăng ký khai tử, nộp ở đâu", (DEATH, (Aspect.PLACE,))),
    ],
)
async def test_two_sides_of_one_subject_are_one_question(
    call: TypedCall, question: str, told: tuple[str, tuple[Aspect, ...]]
) -> None:
    assert (await call.say(question)).told == (told,)


BIRTH_STORY = (
    "Em chào chị ạ, em tên là Hương, năm nay em hai mươi bảy tuổi, em quê ở Nam Định, em lên Hà Nội "
    "làm công nhân được ba năm rồi, em với chồng em cưới nhau từ năm ngoái ở quê, hôm đó đông vui "
    "lắm, bố mẹ hai bên cũng có mặt, xong rồi hai vợ chồng lên đây thuê nhà ở phường Hà Đông, chủ "
    "nhà thì cũng tốt, vừa rồi em mới sinh cháu đầu lòng được hai tuần, cháu là con trai nặng ba cân "
    "hai, hôm nay chồng em đi làm nên em gọi hỏi, chị cho em hỏi làm giấy khai sinh cho cháu thì cần "
    "giấy tờ gì ạ"
)
DEATH_STORY = (
    "chào anh tôi là cán bộ hưu trí ở xã Sơn Tây chuyện là nhà tôi có ông cụ bị ốm từ đầu năm gia "
    "đình đưa đi viện mấy lần mà không đỡ ông cụ năm nay chín mươi hai tuổi hôm mùng ba vừa rồi thì "
    "ông cụ mất tại nhà con cháu ở xa về đông đủ lo đám tang xong xuôi cả rồi giờ mọi người bảo phải "
    "ra phường làm giấy tờ cho cụ mà tôi thì chưa làm bao giờ tôi muốn hỏi là đăng ký khai tử thì "
    "nộp ở đâu"
)
COPY_STORY = (
    "Dạ em chào anh chị, nhà em trước đây có đăng ký kết hôn ở quê từ năm hai nghìn lẻ năm, hồi đó "
    "giấy tờ cất trong tủ, sau đợt bão năm kia nước ngập vào nhà hỏng hết cả, bây giờ ngân hàng "
    "người ta yêu cầu em phải có giấy tờ chứng minh để vay tiền mua nhà, em hỏi mấy người thì mỗi "
    "người nói một kiểu, có người bảo xin giấy độc thân, có người bảo làm lại, em thì chỉ cần bản "
    "sao thôi, vậy bản sao trích lục hộ tịch mất bao lâu thì có ạ"
)


@pytest.mark.parametrize(
    ("story", "told"),
    [
        (BIRTH_STORY, (BIRTH, (Aspect.DOCUMENTS,))),
        (DEATH_STORY, (DEATH, (Aspect.PLACE,))),
        (COPY_STORY, ("2.000635", (Aspect.TIME,))),
    ],
    ids=["birth", "death, without pauses", "copy"],
)
async def test_the_question_at_the_end_of_a_long_story_counts(
    call: TypedCall, story: str, told: tuple[str, tuple[Aspect, ...]]
) -> None:
    assert (await call.say(story)).told == (told,)


@pytest.mark.parametrize(
    ("question", "follow_up", "told"),
    [
        ("đăng ký thường trú hết bao nhiêu tiền", "nộp online thì sao", (PERMANENT, (Aspect.FEE,))),
        ("đăng ký thường trú hết bao nhiêu tiền", "thế online thì sao", (PERMANENT, (Aspect.FEE,))),
        ("đăng ký thường trú mất bao lâu", "nếu nộp qua mạng thì sao", (PERMANENT, (Aspect.TIME,))),
        (
            "chứng thực bản sao bao nhiêu tiền một trang",
            "mười trang thì hết bao nhiêu",
            (COPIES, (Aspect.FEE,)),
        ),
        ("chứng thực bản sao bao nhiêu tiền một trang", "thế 3 bản thì sao", (COPIES, (Aspect.FEE,))),
        ("đăng ký khai sinh mất bao lâu", "còn khai tử thì sao", (DEATH, (Aspect.TIME,))),
        ("đăng ký khai sinh mất bao lâu", "thế còn kết hôn", (MARRIAGE, (Aspect.TIME,))),
    ],
)
async def test_a_follow_up_asks_the_same_of_a_case_or_of_another_subject(
    call: TypedCall, question: str, follow_up: str, told: tuple[str, tuple[Aspect, ...]]
) -> None:
    await call.say(question)
    assert (await call.say(follow_up)).told == (told,)


async def test_a_case_that_the_handbook_may_not_know_is_confirmed_first(call: TypedCall) -> None:
    await call.say("đăng ký thường trú cần giấy tờ gì")
    case = await call.say("nếu là nhà thuê thì sao")
    assert (case.told, case.offered) == ((), (PERMANENT,))
    assert (await call.say("đúng")).told == ((PERMANENT, (Aspect.DOCUMENTS,)),)


@pytest.mark.parametrize(
    "foreign", ["thế còn giá vàng thì sao", "giá vàng bao nhiêu", "mười lượng vàng bao nhiêu tiền"]
)
async def test_another_subject_is_no_follow_up(call: TypedCall, foreign: str) -> None:
    await call.say("đăng ký kết hôn hết bao nhiêu tiền")
    reply = await call.say(foreign)
    assert not reply.told
    assert MARRIAGE not in reply.offered
