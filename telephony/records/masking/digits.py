"""Digits as they are written and said, and the letters that stand among them on plates and papers."""

from telephony.records.masking.sentence import Sentence

SAID = frozenset("không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười".split())
PLACES = frozenset("mươi trăm linh lẻ".split())
"""Said between digits, worth none: "chín mươi mốt" is two digits."""
PAUSES = frozenset("ờ ừ à ạ dạ vâng rồi thì là chấm gạch cộng".split())
LARGE = frozenset("nghìn ngàn triệu tỷ tỉ".split())
COUNTED = frozenset(
    (
        "ngày tuần tháng năm giờ phút buổi lần bản bộ tờ trang người con cháu bé đứa hộ nhà xã phường "
        "thôn tổ xóm "
        "tuổi đồng nghìn ngàn triệu tỷ tỉ phần trăm mét m2 km ha héc sào loại bước mục khoản điều chương "
        "nơi chỗ "
        "tầng gian phòng cái chiếc nhân khẩu tuoi ngay thang nam nguoi"
    ).split()
)
"""What is counted: a number before one of these is none of anybody's."""

LETTERS = frozenset("abcdđefghiklmnopqrstuvxyz") | frozenset(
    "bê bờ xê cờ dê đê đờ ép giê gờ hát hờ ca ka lờ mờ nờ pê pờ rờ sờ tê tờ vê vờ ích".split()
)
"""Letters, and what they are called."""


def digits(word: str) -> int:
    """How many digits a word in lower case stands for; 0 for another word."""
    if word.isdecimal():
        return len(word)
    return int(word in SAID)


def is_joined(between: str) -> bool:
    """Whether what stands between two words can stand inside one number; a slash cannot (123/2015/NĐ-CP)."""
    return not set(between) - set(" .,-–()+…")


def begins_year(sentence: Sentence, at: int) -> bool:
    """Whether word `at` is "năm" before a year in figures."""
    word = sentence.word(at + 1)
    return (
        sentence.word(at) == "năm" and len(word) == 4 and word.isdecimal() and word.startswith(("19", "20"))
    )


def run(sentence: Sentence, start: int) -> tuple[int, int]:
    """The word after the digits that begin at `start`, and how many they are; (`start`, 0) when none do."""
    end = at = start
    count = 0
    while at < len(sentence):
        if at > start and not is_joined(sentence.gap(at)):
            break
        word = sentence.lower[at]
        if at > start and begins_year(sentence, at):
            break
        if found := digits(word):
            end, count = at + 1, count + found
        elif at == start or word not in PLACES | PAUSES:
            break
        at += 1
    # "ba trăm nghìn": the digits before a large unit are an amount of their own.
    if end > start and sentence.word(end) in LARGE:
        while end > start and sentence.lower[end - 1] in SAID | PLACES:
            end -= 1
        end = max(end, start + 1)
        count = sum(map(digits, sentence.lower[start:end]))
    return end, count
