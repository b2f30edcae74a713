"""Two numbers and a slash: a day and month, a share, or one number over the other, as the context has it.

Also two numbers and a dash of which the first is greater, so that it is no range.
"""

import re
from typing import Final

from voice.reading.grammar.amounts import END, START, amount
from voice.reading.grammar.dates import BOUNDS, DAY_WORDS, exists, month_name, say
from voice.reading.numerals import cardinal
from voice.reading.spans import DIGIT, Doubtful, Grammar, Kind, ends_with, goes_on, grammar, left, right
from voice.reading.vocabulary import VOCABULARY, one_of

_day_before = ends_with(DAY_WORDS)
_bound_before = ends_with(BOUNDS)
_numbered_day = ends_with(r"ngày")
_perhaps_day_before = ends_with(
    r"vào|(?:ngày |sáng |chiều |tối )?mai|nay|qua|cuối|nghỉ|họp|ký|ban hành|hiệu lực|chốt|thi|đợt|khai mạc|"
    r"bắt đầu|kết thúc|diễn ra|bù|trực|qua|nộp|"
    r"lúc|giờ|"
    r"giải phóng|quốc tế lao động|phụ nữ|thiếu nhi|nhà giáo|thương binh liệt sĩ|cn|t[2-7]|chi trả|thu|mở|"
    r"họp dân|hẹn"
)
_day_follows = goes_on(
    r"(?:hằng|hàng|mỗi) năm|năm (?:nay|sau|ngoái|tới|(?:19|20)\d\d)|âm lịch|dương lịch|âl|dl|vừa qua|"
    r"vừa rồi|sắp tới|"
    r"là (?:ngày|hạn|lễ)|được nghỉ|trở (?:đi|về|lại)|tới nay|đến nay|tới đây"
)
_share_follows = goes_on(
    r"(?:tổng )?số (?:phiếu|đại biểu|thành viên|người|cử tri|hộ|ủy viên|uỷ viên|đảng viên|tiền|giờ|ngày|"
    r"lượng|tháng)|"
    r"tổng số|tổng|số|suất|đại biểu|thành viên|ủy viên|uỷ viên|phiếu|diện tích|thời gian|thời hạn|mức|giá|"
    r"giá trị|"
    r"quân số|dân số|tiền|lương|chiều|đoạn|khối lượng|quãng đường|nhiệm kỳ|định mức|quỹ|cử tri|đảng viên|"
    r"hội viên|"
    r"chi phí|kinh phí|vốn|sào|mẫu đất|ha|kg|km|m|m2|lít|l|giờ|học phí|tuổi đời|tháng|ngày(?! \d)|buổi|"
    r"năm(?! (?:nay|sau|tới|ngoái|\d))|"
    r"cốc|thìa|quả"
)
_share_before = ends_with(
    r"ít nhất|hơn|trên|dưới|chiếm|tối thiểu|tối đa|(?:không )?(?:dưới|quá)|giảm|tăng|thêm|gần|khoảng|được|"
    r"bằng|"
    r"hưởng|xấp xỉ|một|cắt"
)
_counted_follows = goes_on(
    r"bản|bộ|tờ|tiêu chí|chỉ tiêu|xã|phường|thôn|hồ sơ|điểm|đơn vị|huyện|quận|tỉnh|hộ|người|cán bộ|nhiệm vụ|"
    r"nội dung|"
    r"trường hợp|câu|môn|buổi|lớp|trường|dự án|công trình|thủ tục|sở|phòng|ban|đồng chí|đ/c|học sinh|tổ|mẫu|"
    r"khu|"
    r"cơ quan|em|cháu|giáo viên|văn bản|việc|đề án|kỳ|lần|phòng ban"
)
_papers_follow = goes_on(r"bản|bộ|tờ|mẫu|câu|môn|kỳ|lần|nội dung|nhiệm vụ|việc")
_label_before = ends_with(
    r"ngõ|ngách|hẻm|kiệt|nhà|số nhà|thửa|thửa đất|tờ|tờ bản đồ|lô|số|phòng|căn|căn hộ|tổ dân phố|cụm|ấp|khu|"
    r"đường|phố|"
    r"quốc lộ|huyết áp|thị lực|mắt|t[ỷỉ] số|t[ỷỉ] lệ(?: bản đồ)?|xe|block|hạng|thương binh|loại|mã|bản đồ|"
    r"điểm|kết quả|"
    r"ô|ki-?ốt|đạt|mật độ"
)
_score_before = ends_with(r"t[ỷỉ] (?:số|lệ)|hệ số|kết quả|thắng|thua|hòa|hoà")
_room_before = ends_with(r"tổ|lớp|tầng|nhóm|dãy")
_dash_dates_before = ends_with(r"(?:ngày|lễ|dịp|từ|,) ?\d{1,2}-\d{1,2}\s?(?:,|và|hoặc|đến)(?: ngày)?")
_noun_follows = goes_on(
    r"(?!(?:hằng|hàng) năm|năm (?:nay|sau|tới|\d)|và|hoặc|hay|đến|tới|là|được|thì|sẽ|âm lịch)[^\W\d_]+"
)
# Streets, schools and parks are named after days: "đường 30/4" is "ba mươi tháng tư".
_street_before = ends_with(
    r"đường|phố|thôn|xóm|trường|công viên|quảng trường|hợp tác xã|nhà máy|bệnh viện|cầu"
)
_place_follows = goes_on(r"phố|đường|ngõ|ngách|hẻm|điểm")
_DATE_BEFORE = re.compile(
    r"(?:ngày|(?<!\w)từ|\d/\d{1,2}/\d{4}|(?:1[3-9]|2\d|3[01])/\d{1,2})[^.;]{0,24}(?:,|và|[-–]|đến|đến hết|"
    r"hoặc|hay)(?: ngày)?$"
)
_DATE_BEHIND = re.compile(
    r"(?:,|và|[-–]|đến|tới|đến hết|đến trước|hoặc|hay) ?(?:ngày )?"
    r"(?:(?:1[3-9]|2\d|3[01])/\d{1,2}(?![\w/])|0\d/\d{1,2}(?!\d)|\d{1,2}/0\d(?!\d)|\d{1,2}/\d{1,2}/\d{4})"
)
_SHARE_BEHIND = re.compile(r"(?:và|[-–]|đến|tới|hoặc) ?\d/\d{1,2} (?P<rest>[^\d]{2,30})")
_UNITS: Final = ("kg", "g", "ha", "km", "m", "m2", "m²", "m3", "l", "lít", "tấn")
_COMMON_SHARES: Final = {("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4")}
_ROUND_THE_CLOCK: Final = {("24", "7"), ("24", "24"), ("7", "7")}


def share(above: str, below: str) -> str:
    """A fraction: 2/3 "hai phần ba", 3/4 "ba phần tư"."""
    if int(above) > 1 and int(below) > 10 and below not in ("100", "1000"):
        return over(above, below)  # 20/25 đại biểu are counted, not divided
    denominator = "tư" if below == "4" else amount(below)
    return f"{cardinal(int(above))} phần {denominator}"


def over(*numbers: str) -> str:
    """What is not divided: 12/5 of a lane, 24/7, 15/19 criteria."""
    return " trên ".join(amount(number) for number in numbers)


def _two(match: re.Match[str]) -> str | Doubtful | None:
    above, below = match["above"], match["below"]
    a_day = exists(above, below) if len(below) <= 2 else False
    if a_day and _day_before(match):
        return _date(match)
    if match["hours"]:
        return f"{over(above, below)} giờ"
    if match["unit"]:
        return f"{share(above, below)} {VOCABULARY.units[match['unit']]}"
    if a_day and _street_before(match):
        return f"{cardinal(int(above))} tháng {month_name(below)}"
    if _numbered_day(match) and len(below) <= 2 and not a_day and (above, below) not in _ROUND_THE_CLOCK:
        return Doubtful(over(above, below), "there is no such date")
    among_days = a_day and (_bound_before(match) or _day_follows(match) or _beside_a_date(match))
    if (
        ((above, below) in _ROUND_THE_CLOCK and not among_days)
        or _label_before(match)
        or _place_follows(match)
    ):
        return over(above, below)
    if above == "1" and len(below) > 2 and not below.startswith("0"):
        return over(above, below)  # the scale of a map
    if _share_follows(match) or _among_shares(match):
        return share(above, below)
    if among_days:
        return _date(match)
    smaller = int(above) < int(below.replace(".", ""))
    if _counted_follows(match):
        common = (above, below) in _COMMON_SHARES and not _papers_follow(match)
        return share(above, below) if common else over(above, below)
    if a_day and _perhaps_day_before(match):
        return _date(match)
    if smaller and _share_before(match):
        return share(above, below)
    if a_day and (int(above) > int(below) or "0" in (above[0], below[0])):
        return _date(match)
    if not smaller:
        return Doubtful(over(above, below), "what do the two numbers mean?")
    if a_day:
        return Doubtful(
            share(above, below), "a date or a fraction: write ngày before it, or the noun behind it"
        )
    return share(above, below)


def _date(match: re.Match[str]) -> str:
    # "ngày" is said, as "hạn nộp mùng" would be odd; behind a word for a day it is there.
    said = re.search(r"(?<!\w)(?:ngày|mùng|mồng|rằm|lễ|tết|sáng|trưa|chiều|tối|đêm|hôm)$", left(match))
    intro = said[0] if said and said[0] in ("mùng", "mồng", "rằm") else "" if said else "ngày"
    words = say(intro, match["above"], match["below"])
    return words.removeprefix(f"{intro} ") if said and intro else words


def _beside_a_date(match: re.Match[str]) -> bool:
    return bool(_DATE_BEFORE.search(left(match)) or _DATE_BEHIND.match(right(match)))


def _among_shares(match: re.Match[str]) -> bool:
    """ "từ 1/3 đến 1/2 số phiếu"."""
    behind = _SHARE_BEHIND.match(right(match))
    return behind is not None and re.match(r"số|tổng|suất|diện|phiếu|mức|giá", behind["rest"]) is not None


def _falling(match: re.Match[str]) -> str | Doubtful | None:
    """30-4 is a day if it stands where days do, and behind "thửa" a part of another; a range would rise."""
    above, below = match["above"], match["below"]
    among_days = exists(above, below) and _dash_dates_before(match)
    if _noun_follows(match) or (int(above) <= int(below) and not among_days):
        return None
    if _score_before(match):
        return f"{amount(above)}, {amount(below)}"
    if _label_before(match) or _room_before(match):
        return f"{amount(above)} gạch {amount(below)}"
    before = left(match)
    if exists(above, below) and (
        among_days or not before or before[-1] in ",;:(" or _bound_before(match) or _perhaps_day_before(match)
    ):
        return _date(match)
    return Doubtful(f"{amount(above)} đến {amount(below)}", "a range from more to less, or a date?")


def _many(match: re.Match[str]) -> str | Doubtful:
    numbers = match[0].split("/")
    words = over(*numbers)
    return (
        words
        if _label_before(match) or _place_follows(match)
        else Doubtful(words, "what do the slashes mean?")
    )


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.NUMBER,
        [DIGIT],
        rf"{START}(?P<above>1)/(?P<below>\d{{1,3}}(?:\.\d{{3}}){{1,4}})(?P<hours>)(?P<unit>){END}",
        _two,
    ),
    grammar(
        Kind.FRACTION,
        [DIGIT],
        rf"{START}(?P<above>\d{{1,3}})\s?/\s?(?P<below>\d{{1,4}})(?:(?P<hours>h)(?!\w)|(?P<unit>{one_of(_UNITS)})(?!\w)|{END})",
        _two,
    ),
    grammar(
        Kind.DATE, [DIGIT], rf"{START}(?<!-)(?P<above>[1-9]\d?)-(?P<below>\d{{1,2}})(?![-–%]){END}", _falling
    ),
    grammar(Kind.CODE, [DIGIT], rf"{START}\d{{1,4}}(?:/\d{{1,4}}){{2,8}}{END}", _many),
)
