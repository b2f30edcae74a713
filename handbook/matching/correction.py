"""What is left of an utterance when the caller says what they do not ask.

"Tôi không hỏi kết hôn, tôi hỏi ly hôn" asks about one subject, but names two.
"""

import re
import unicodedata

from handbook.language.text import fold, is_plain

_WHO = r"(?:tôi|em|mình|tớ|anh|chị|cô|chú|bác|ông|bà|cháu|con|chúng tôi|bọn em)"
_COURTESY = rf"(?:(?:dạ|ạ|à|ừ|ơ|ờ|không|thưa|ơi|thì|nhưng|nhưng mà|{_WHO})[ ,]+)*"
_ASK = r"(?:(?:chỉ|đang|muốn|định|cần|là) )*(?:hỏi|nói)(?: (?:về|là|đến|tới|việc|cái|chuyện))*"
_ASKS = rf"(?:{_WHO} )?{_ASK}"
_I_ASK = rf"{_WHO} {_ASK}"
_NOT = r"(?:không|đâu có|đâu|chẳng|chả|hổng)"
_OF_THE_CALLER = r"(?!(?:muốn|lại|vẫn|đã|đang|có|chưa|thì|không|bị|ở)\b)"
_SOME = r"[^?!]{1,60}?"
_STOP = r"[ ,;.:?!]+"

_CORRECTIONS = (
    # "tôi không hỏi kết hôn, tôi hỏi ly hôn", "có hỏi kết hôn đâu, hỏi ly hôn"
    rf"\b{_NOT}(?: phải)?(?: {_WHO})?(?: (?:muốn|định|cần))? hỏi {_SOME}{_STOP}(?:mà |nhưng )?{_ASKS} (.+)",
    rf"\bcó hỏi {_SOME} đâu{_STOP}(?:mà |nhưng )?{_ASKS} (.+)",
    # "không phải mất bao lâu mà là cần giấy tờ gì"; "không phải chủ hộ mà muốn …" tells who the caller is
    rf"^{_COURTESY}(?:không|đâu|hổng) phải(?: (?:là|hỏi))? {_SOME}[ ,]+mà {_OF_THE_CALLER}"
    rf"(?:(?:là|phải là|{_ASKS}) )?(.+)",
    # "không phải, tôi hỏi lệ phí", "không phải lệ phí, tôi hỏi thời gian", "sai rồi em ơi, ý tôi là lệ phí"
    rf"^{_COURTESY}(?:(?:không|đâu|hổng) phải|không đúng|chưa đúng|sai|nhầm)(?: {_SOME})?"
    rf"{_STOP}(?:{_I_ASK}|ý {_WHO} là) (.+)",
    rf"^{_COURTESY}không[,;.] ?(?:{_I_ASK}|ý {_WHO} là) (.+)",
    # "không phải khai sinh, khai tử cơ"
    rf"^{_COURTESY}(?:không|đâu|hổng) phải {_SOME}[,;.] ?(.+) cơ(?: mà)?$",
    # "tôi hỏi ly hôn chứ không phải kết hôn"
    rf"^(.+?)[ ,]+chứ (?:{_WHO} )?(?:không|đâu|chẳng|hổng)(?: có)?(?: phải)?"
    rf"(?: (?:là|hỏi|muốn hỏi|nói))? [^,;.?!]{{1,40}}$",
)
_DENIALS = (
    rf"^{_COURTESY}{_NOT}(?: phải)? hỏi {_SOME}(?<!không)$",
    rf"^{_COURTESY}có hỏi {_SOME} đâu$",
)
_EMPHASIS = re.compile(
    r"(?:^|.*? )(?:hỏi|nói)(?: (?:về|là))? (.+?) cơ(?: mà)?$|^(.{1,20}) (?<!động )(?<!nguy )cơ(?: mà)?$"
)
_LEAST = 2
"""Letters of what is asked; less is a slip of hearing."""


def _both_ways(patterns: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Patterns for written Vietnamese, and for text typed without diacritics."""
    return tuple(map(re.compile, patterns)), tuple(re.compile(fold(pattern)) for pattern in patterns)


_ASKED = _both_ways(_CORRECTIONS)
_DENIED = _both_ways(_DENIALS)


def corrected(text: str) -> str:
    """`text` less what its caller says they do not ask; unchanged where nothing is denied."""
    said = _trimmed(text)
    plain = is_plain(said)
    compared = fold(said) if plain else said.lower()
    for pattern in _ASKED[plain]:
        found = pattern.search(compared)
        if found and sum(map(str.isalpha, found[1])) >= _LEAST:
            return _unemphasised(said[found.start(1) : found.end(1)])
    emphatic = said.lower().endswith((" cơ", " cơ mà"))
    return _unemphasised(said) if emphatic else text


def only_denies(text: str) -> bool:
    """Whether the caller says what they did not ask, and nothing else: "tôi có hỏi kết hôn đâu"."""
    said = _trimmed(text)
    plain = is_plain(said)
    if corrected(said) != said:
        return False
    compared = fold(said) if plain else said.lower()
    return any(pattern.search(compared) for pattern in _DENIED[plain])


def _trimmed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip(" .?!,;")


def _unemphasised(said: str) -> str:
    """ "tôi hỏi lệ phí cơ" is "lệ phí": the last word stresses the one before."""
    found = _EMPHASIS.search(said.lower())
    return said[found.start(found.lastindex or 0) : found.end(found.lastindex or 0)] if found else said
