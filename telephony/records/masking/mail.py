"""E-mail addresses, written and said: "an@gmail.com", "an nguyễn a còng gờ mail chấm com"."""

from collections.abc import Iterator

from telephony.records.masking.sentence import MASKS, Sentence, Span

_AT_SAID = ("a còng", "a cồng", "a cong", "a móc", "a vòng", "a khoanh", "a cờ")
_AT = frozenset(("acong", "acòng", "at", "còng"))
_PROVIDERS = frozenset("gmail gmeo yahoo hotmail outlook icloud".split())
_PROVIDERS_SAID = ("gờ mail", "gi mail", "ji mail", "g mail", "gi meo", "gờ meo", "dờ mail", "gmail")
_ENDINGS = frozenset("com vn net org edu gov info co cơm côm vê".split())
_DOTS = frozenset(("chấm", "dot"))
_STOPS = frozenset(
    (
        "là email mail thư tử chỉ hộp gửi qua vào đến về cho của bằng dùng có được và thì xin nhờ theo "
        "ghi hòm lấy"
    ).split()
)
_PEOPLE = frozenset("tôi em mình cháu chị".split())
"""Stops as well, unless the at sign follows; "anh" is a name too often."""
"""Before the address of somebody; it begins behind the last of these."""
_LOCAL, _DOMAIN = 10, 8
"""Most words of what stands before and behind the at sign when it is spelt."""


def mail(sentence: Sentence) -> Iterator[Span]:
    """Addresses with an at sign, or of a known provider; a provider's or a site's name alone is nobody's."""
    done = 0
    for at in range(1, len(sentence)):
        if at < done:
            continue
        found = _around(sentence, at, done)
        if found:
            yield found
            done = found[1]


def _around(sentence: Sentence, at: int, done: int) -> Span | None:
    """The address whose domain begins at word `at`, or whose at sign does."""
    gap = sentence.gap(at)
    if "@" in gap:
        start = (
            _written_start(sentence, at, done) if _is_tight(sentence, at) else _said_start(sentence, at, done)
        )
        return start, _domain_end(sentence, at)
    two = f"{sentence.lower[at]} {sentence.word(at + 1)}"
    if two in _AT_SAID or sentence.lower[at] in _AT:
        behind = at + (2 if two in _AT_SAID else 1)
        end = _domain_end(sentence, behind)
        is_plain = sentence.lower[at] not in _AT or _is_domain(sentence, behind)
        start = _said_start(sentence, at, done)
        return (start, end) if is_plain and behind < len(sentence) and start < at else None
    if _is_domain(sentence, at):
        start = _said_start(sentence, at, done)
        return (start, _domain_end(sentence, at)) if start < at else None
    return None


def _is_tight(sentence: Sentence, at: int) -> bool:
    return not sentence.text[sentence.ends(at - 1)].isspace()


def _is_domain(sentence: Sentence, at: int) -> bool:
    """Whether a provider with its ending stands here: "gmail chấm com", "yahoo.com.vn"."""
    length = _provider(sentence, at)
    if not length:
        return False
    follower = sentence.word(at + length)
    return follower in _ENDINGS or (follower in _DOTS and sentence.word(at + length + 1) in _ENDINGS)


def _provider(sentence: Sentence, at: int) -> int:
    if f"{sentence.word(at)} {sentence.word(at + 1)}" in _PROVIDERS_SAID:
        return 2
    return int(sentence.word(at) in _PROVIDERS)


def _written_start(sentence: Sentence, at: int, done: int) -> int:
    start = at - 1
    while start > done and 0 < len(sentence.gap(start)) <= 2 and not set(sentence.gap(start)) - set("._-+"):
        if sentence.starts(start) - sentence.ends(start - 1) != len(sentence.gap(start)):
            break
        start -= 1
    return start


def _said_start(sentence: Sentence, at: int, done: int) -> int:
    start = at
    while start > done and at - start < _LOCAL:
        ends_here = start < at and set(sentence.gap(start)) - set("._-+")
        word = sentence.lower[start - 1]
        # "minh anh a còng": right before the at sign it is part of a name.
        is_stop = word in _STOPS or (word in _PEOPLE and start < at)
        if ends_here or is_stop or word in MASKS:
            break
        start -= 1
    return start


def _domain_end(sentence: Sentence, at: int) -> int:
    """Behind the last ending that is reached by dots; behind the next word when none is."""
    end = min(at + max(1, _provider(sentence, at)), len(sentence))
    for place in range(at, min(at + _DOMAIN, len(sentence))):
        if place > at and set(sentence.gap(place)) - set(".-@"):
            break
        is_dotted = "." in sentence.gap(place) or sentence.word(place - 1) in _DOTS
        if sentence.lower[place] in _ENDINGS and (is_dotted or place == end):
            end = place + 1
    # "gov chấm vn": what a dot joins goes on.
    while end + 1 < len(sentence) and sentence.word(end) in _DOTS and sentence.word(end + 1) in _ENDINGS:
        end += 2
    return end
