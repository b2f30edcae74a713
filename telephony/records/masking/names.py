"""Names of people: after a cue however they are written, elsewhere if they look like one."""

import re
from collections.abc import Iterator

from telephony.records.masking.sentence import MASKS, Sentence, Span

MAX_NAME_WORDS = 5
SURNAMES = frozenset(
    (
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trương đoàn lâm mai "
        "trịnh đào hà cao lưu lương thái tạ tô chu phùng vương quách kiều khuất nghiêm doãn đàm ngụy triệu "
        "cù bạch nông hứa giang tống văn lại thạch la lò quàng cầm sùng giàng vàng mã thào âu tăng từ đồng "
        "viên bế lục hạng vừ lường kim"
    ).split()
)
_WORDS_TOO = frozenset(
    "lại vàng la mai cao văn triệu hồ đoàn giang cầm mã tăng từ đồng viên lục hạng âu".split()
)
"""Surnames that are everyday words; in lower case they need văn or thị behind them."""
_VERBS_TOO = frozenset("đỗ đào nông hứa lương chu tô tạ thái lưu hà tống".split())
"""Surnames that may go on a sentence ("bố lương thấp"); in lower case they need two words more."""
_COMPOUNDS = frozenset(
    (
        "hồ sơ|hồ đồ|hồ chí|hồ tây|hà nội|hà đông|hà tĩnh|hà nam|hà giang|hà tây|cao bằng|lâm đồng|thái bình|"
        "thái nguyên|thái lan|đỗ đại|đỗ đạt|văn phòng|văn bản|văn thư|văn hóa|văn hoá|văn bằng|lý do|"
        "lý lịch|mai này|mai kia|cao đẳng|cao tuổi|cao học|lê thê|la hét|lại là|chu cấp|chu đáo|lưu trữ|"
        "lưu trú|"
        "lưu ý|lương hưu|lương y|lương thực|lương thấp|lương cơ|lương tối|cầm cố|mã số|mã hồ|mã định|"
        "kiều bào|"
        "giang hồ|triệu tập|triệu đồng|đào tạo|đoàn viên|đoàn thanh|đoàn thể|thái độ|vàng mã|đồng chí|đồng ý|"
        "đồng bào|từ chối|từ khi|viên chức|dương lịch|tạ ơn|lê lợi|đặng xá|kim loại|kim chỉ|kim khí|"
        "kim tiêm|kim ngạch|dương tính|trương mục"
    ).split("|")
)
"""Everyday words and places that begin like a surname."""
STOPS = frozenset(
    (
        "gì chi sao nào thế vậy như ai đâu là ở tại xã phường thôn tổ xóm phố quận huyện tỉnh số đang muốn "
        "cần hỏi xin nhờ ạ à ơi và thì mà sinh năm ngày bị có được đến gọi làm cho của với quê bên trong "
        "ngoài trên theo khai giấy đăng thủ người cán công chuyên chủ phó bí trưởng dân đảng một các những "
        "cái không chưa đã sẽ phải rồi này đó kia hiện nay hay hoặc nhưng để từ về lên xuống ra vào mới "
        "vừa cũng còn nữa bao mấy địa nên bây giờ nhân viên kế toán giáo bác sĩ con cháu vợ chồng bố mẹ "
        "khách mình tôi em anh chị ông bà đứng căn tuổi thuộc nhé nha nhá dạ vâng ngõ đường ngách "
        "mất ốm chết nghỉ bán mua xây chuyển đổi nộp ký nhận gửi gặp"
    ).split()
)
"""Words with which no name goes on in everyday questions."""
_CUES = (
    "tên là|tên tôi là|tên em là|tên cháu là|tên con là|tên mình là|tên của tôi là|tên của em là|"
    "tên đầy đủ là|"
    "tên tuổi là|tên thật là|tên bé là|tên chồng là|tên vợ là|tên nó là|"
    "tôi tên|mình tên|con tên|tên gọi là|my name is"
).split("|")
"""After these a name follows, however it is written."""
_PRESENTATIONS = "tôi là|em là|cháu là|mình là".split("|")
_RELATIVE = (
    r"(chồng|vợ|(?<!công )(?<!tuyên )(?<!phân )bố|mẹ|ba|má|cha|cháu|bé|em|anh|chị|bạn|ông|bà|cô|chú|bác|"
    r"dì|cậu|mợ|"
    r"thím|dượng|con(?= (trai|gái|nuôi|cả|út|lớn|nhỏ|dâu|rể|tôi|em|cháu|mình|tên)))"
    r"( (trai|gái|bé|ruột|đẻ|nuôi|nội|ngoại|cả|út|lớn|nhỏ|dâu|rể|chồng|vợ|yêu))*"
    r"( (của )?(tôi|em|cháu|mình|nhà tôi|nhà em))?"
)
_NAMED = re.compile(rf"(^| ){_RELATIVE} tên( là)?$")
_MAY_BE = re.compile(
    rf"(^| )({_RELATIVE}( là)?|"
    # who speaks
    r"(tôi|em|cháu|mình|con|anh|chị|đây|đó) là|"
    r"(họ |họ và )?tên( (tôi|em|cháu|mình|con|bé|anh|chị|chồng|vợ|bố|mẹ|nó|bà|ông))?|tên (khai sinh|đầy đủ)|"
    # how one speaks of colleagues and officials
    r"thầy|đồng chí|đ c|đứng tên|ông bà|người tên"
    r")$"
)
"""After these a name follows if it looks like one."""
_BELONGS = frozenset(("của", "do", "cho"))
"""After these a name follows if it begins with a surname."""
_PLACES = frozenset(
    "tây hàn pháp đài úc lào campuchia việt singapore ấn uỷ ủy ubnd quốc nhà bộ sở phòng".split()
)
"""In capitals too these are nobody: "ông Tây", "mẹ Việt Nam anh hùng"."""
_NATIONS = frozenset("mỹ nhật nga đức anh thái trung".split())
"""Nor are these after "chồng" and "vợ", elsewhere they are given names."""
_IN_NAMES = frozenset("anh chi như công sinh".split())
"""Words that end a name in everyday questions, and stand within one that began with a surname."""
_NOT_IN_NAMES = frozenset("chức an nhân việc chứng ty ơi cho ngày năm tháng ở vào".split())
"""Unless one of these follows: "nguyễn hoa công chức xã"."""
_CUE_ENDS = frozenset(re.findall(r"\w+", " ".join([*_CUES, _MAY_BE.pattern.replace("\\", " ")])))
"""Every cue ends in one of these: to look at one word is cheaper than to search for all cues."""
_CUE_WORDS = 6
_MIDDLE = frozenset(("văn", "thị"))
_NO_PERSON = frozenset(
    "đường phố phường ngõ trường cầu chợ viện ngách quản xã quận huyện tỉnh thôn làng lăng hồ công số".split()
)
"""After these a street or school is called after somebody ("quản lý thị trường" is nobody)."""
_GOES_ON = frozenset("ở tại bên công cán đang xin muốn cần hỏi".split())
"""What callers say right after "tôi là" and their given name."""
_JOINED = frozenset(("", "-", "'", "’", "."))
"""Between the words of a foreign name: "Jean-Pierre", "O'Neil", "J. Smith"."""

_SYLLABLE = re.compile(
    r"(b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|qu|r|s|t|th|tr|v|x)?"
    r"([aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3})"
    r"(c|ch|m|n|ng|nh|p|t)?"
)
_LOANS = frozenset(
    (
        "email mail gmail zalo facebook online offline vneid app web website internet wifi scan file pdf "
        "word excel "
        "photo photocopy fax covid usb qr ok sms otp admin ubnd hđnd cccd cmnd google youtube ipad "
        "iphone laptop "
        "karaoke taxi visa code link ocop kyc atm shipper grab game video clip radio tivi"
    ).split()
)
"""Foreign words in everyday use."""


def names(sentence: Sentence) -> Iterator[Span]:
    """Names after a cue or a role, and whole names anywhere."""
    at = 0
    while at < len(sentence):
        length = _length(sentence, at)
        if length:
            yield at, at + length
        at += length or 1


def _length(sentence: Sentence, at: int) -> int:
    """Words of the name that begins at `at`; 0 when none does."""
    longest = _until_stop(sentence, at)
    if not longest:
        return 0
    before = _cue_before(sentence, at)
    if _NAMED.search(before) or any(before == cue or before.endswith(f" {cue}") for cue in _CUES):
        return longest
    looks_like_one = _has_surname(sentence, at)
    is_foreign = _is_foreign(sentence.lower[at]) and not sentence.words[at].isupper()
    looks_foreign = (is_foreign or sentence.is_titled(at)) and not _is_nation(sentence, at)
    is_plain = sentence.lower[at] in _VERBS_TOO and not sentence.is_titled(at) and longest < 3
    if (looks_like_one or looks_foreign) and not is_plain and _MAY_BE.search(before):
        return longest
    if looks_like_one and longest >= 2 and sentence.word(at - 1) in _BELONGS:
        return longest
    presents = any(before == cue or before.endswith(f" {cue}") for cue in _PRESENTATIONS)
    if longest == 1 and sentence.word(at + 1) in _GOES_ON and presents:
        return longest
    if looks_like_one and longest > 2 and sentence.word(at - 1) not in _NO_PERSON:
        if sentence.lower[at + 1] in _MIDDLE:
            return longest
        pairs = (f"{sentence.lower[at + n]} {sentence.lower[at + n + 1]}" for n in range(longest - 1))
        titled = all(sentence.is_titled(place) for place in range(at, at + 3))
        if longest <= 4 and titled and _COMPOUNDS.isdisjoint(pairs):
            return longest
    return 0


def _is_nation(sentence: Sentence, at: int) -> bool:
    word = sentence.lower[at]
    if word in _PLACES or f"{word} {sentence.word(at + 1)}" in _COMPOUNDS:
        return True
    return word in _NATIONS and sentence.word(at - 1) in ("chồng", "vợ", "người")


def _until_stop(sentence: Sentence, at: int) -> int:
    titled = sentence.is_titled(at)
    length = 0
    for place in range(at, min(at + MAX_NAME_WORDS, len(sentence))):
        word = sentence.words[place]
        if word in MASKS or not word.isalpha():
            break
        # A name in capitals ends where the capitals do; without them, where a word says that it has ended.
        goes_on = word.istitle() if titled and length else _may_go_on(sentence, at, place)
        if not goes_on or (length and not _is_one_name(sentence, place)):
            break
        length += 1
    return length if titled else min(length, MAX_NAME_WORDS - 1)


def _may_go_on(sentence: Sentence, at: int, place: int) -> bool:
    word = sentence.lower[place]
    if word not in STOPS:
        return True
    is_inside = place > at and sentence.lower[at] in SURNAMES and place - at <= 3
    return is_inside and word in _IN_NAMES and sentence.word(place + 1) not in _NOT_IN_NAMES


def _is_one_name(sentence: Sentence, place: int) -> bool:
    """Whether word `place` can belong to the name whose word stands before it."""
    gap = sentence.gap(place)
    return gap in _JOINED and (gap != "." or len(sentence.words[place - 1]) == 1)


def _has_surname(sentence: Sentence, at: int) -> bool:
    word, following = sentence.lower[at], sentence.word(at + 1)
    if word not in SURNAMES or not following or f"{word} {following}" in _COMPOUNDS:
        return False
    return word not in _WORDS_TOO or sentence.is_titled(at) or following in _MIDDLE


def _is_foreign(word: str) -> bool:
    """Whether a word is no Vietnamese syllable, and none of the loans in everyday use."""
    return len(word) > 2 and word.isalpha() and word not in _LOANS and not _SYLLABLE.fullmatch(word)


def _cue_before(sentence: Sentence, at: int) -> str:
    """The words that lead up to `at`, with no full stop or the like between them and it."""
    if at == 0 or sentence.lower[at - 1] not in _CUE_ENDS or sentence.gap(at).strip(":,"):
        return ""
    return sentence.before(at, _CUE_WORDS)
