"""Provinces by name, to tell a province's own rules from the country's."""

import re

HOME = "Hà Nội"
"""The city whose officials call."""

# The 34 provinces since 1 July 2025 and those merged into them, still named in older rules.
_NAMES = (
    "An Giang|Bà Rịa - Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|"
    "Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|"
    "Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|"
    "Hồ Chí Minh|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|"
    "Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|"
    "Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế|Huế|Tiền Giang|"
    "Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái"
)
# The title is needed: "Đoàn Thanh niên Cộng sản Hồ Chí Minh" names no province.
_TITLED = re.compile(
    rf"(?:tỉnh|thành phố|TP\.?|/\d{{4}}/QĐ-UBND|/\d{{4}}/NQ-HĐND)\s+({_NAMES})\b",
    re.IGNORECASE,
)
_OFFICIAL = {name.casefold(): name for name in _NAMES.split("|")}


def named_province(text: str) -> str | None:
    """The province that `text` names with its title ("tỉnh Sơn La", "TP HCM"), None if none or several."""
    named = {_OFFICIAL[match[1].casefold()] for match in _TITLED.finditer(text)}
    if re.search(r"\bTP\.? ?HCM\b", text):
        named.add("Hồ Chí Minh")
    return named.pop() if len(named) == 1 else None
