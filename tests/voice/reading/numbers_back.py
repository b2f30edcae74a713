"""From words back to numbers, by the grammar of Vietnamese numbers and written apart from `cardinal`."""

from voice.reading.numerals import DIGITS


def value(words: str) -> int:
    """The number that `words` name."""
    head, billion, rest = words.rpartition(" tỷ")
    if billion:
        return value(head) * 10**9 + (value(rest.strip()) if rest.strip() else 0)
    ones = {word: number for number, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
    total = group = 0
    for word in words.split():
        if word in ("nghìn", "triệu"):
            total, group = total + group * {"nghìn": 1000, "triệu": 10**6}[word], 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group += 9 * (group % 10)
        elif word == "mười":
            group += 10
        elif word != "linh":
            group += ones[word]
    return total + group
