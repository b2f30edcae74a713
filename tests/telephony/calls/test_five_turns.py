"""A call of five turns by voice: real line, endpointing, matcher and policy; the recogniser hears noisily."""

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from telephony.calls import prompts
from tests.doubles.stage import Theatre
from tests.doubles.virtual_time import in_virtual_time
from voice.turns.vad import SpeechDetector

MARRIAGE, LOST, DEATH = "1.000894", "2.000635", "1.000656"


@in_virtual_time
async def test_a_call_with_follow_ups_a_choice_and_a_correction_is_understood_by_voice(
    handbook: Handbook, matcher: Matcher, detector: SpeechDetector
) -> None:
    call = Theatre(detector, handbook, matcher).open(
        [
            "dạ cho em hỏi đang ký kết hôn cần dấy tờ gì",
            "thế mất bao lâu",
            "mất giấy khai sinh thì làm lại ở đâu",
            "cá thu hay",
            "à không ý tôi là đăng ký khai tử cần giấy tờ gì",
        ],
        [
            {"đăng ký kết hôn": 16.0},
            {},
            {"mất giấy khai sinh": 14.0},
            {"cái thứ hai": 9.0, "số hai": 4.0},
            {"đăng ký khai tử": 16.0},
        ],
    )
    policy = call.policy
    assert await call.telephone.reply() == [*prompts.OPENING.sentences, *prompts.WHAT.sentences]
    await call.ask()
    assert policy.subject == MARRIAGE
    await call.ask()
    assert policy.subject == MARRIAGE
    await call.ask()
    second = policy.offered[1]
    assert LOST in policy.offered
    await call.ask()
    assert policy.subject == second
    await call.ask()
    assert policy.subject == DEATH
    assert len(call.record.turns) == 5
