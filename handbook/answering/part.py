"""What there is to say on one aspect, and how it is said that there is nothing."""

from dataclasses import dataclass

from handbook.answering.phrasing import lowered
from handbook.book.entries import Aspect


@dataclass(frozen=True, slots=True)
class Part:
    """What there is to say on one aspect."""

    lead: str
    """The main fact, useful alone."""
    details: tuple[str, ...] = ()
    """Sentences after it."""
    unclear: bool = False
    """True when the source does not settle the aspect, or not for every way of handing in."""
    reply: str = ""
    """ "Có.", "Không cần.", before all else: the answer to a yes-or-no question."""
    silent: bool = False
    """True when there is no fact at all: `lead` says that the handbook does not state it."""

    @property
    def told(self) -> tuple[str, ...]:
        """All of it, in order."""
        return tuple(filter(None, (self.reply, self.lead, *self.details)))


MISSING = {
    Aspect.TIME: "thời hạn giải quyết",
    Aspect.FEE: "mức phí",
    Aspect.AUTHORITY: "cơ quan giải quyết",
    Aspect.PLACE: "nơi nộp hồ sơ",
    Aspect.DOCUMENTS: "giấy tờ",
    Aspect.LEGAL_BASIS: "căn cứ pháp lý",
    Aspect.DEADLINE: "hạn mà người dân phải làm",
    Aspect.LATENESS: "việc xử lý khi làm muộn hoặc không làm",
    Aspect.CONDITIONS: "điều kiện",
    Aspect.VALIDITY: "thời hạn sử dụng",
    Aspect.DEPUTY: "việc nhờ người khác làm thay",
    Aspect.SIGNATORY: "người ký",
    Aspect.STEPS: "các bước thực hiện",
    Aspect.RESULT: "kết quả",
    Aspect.FORM: "mẫu đơn, tờ khai",
    Aspect.OVERVIEW: "nội dung",
}
"""What is missing, as it is told: the handbook does not state …."""


def unstated(aspect: Aspect, name: str | None) -> Part:
    """Says that the handbook does not state `aspect`."""
    return Part(f"Sổ tay chưa ghi rõ {MISSING[aspect]}{of_procedure(name)}.", unclear=True, silent=True)


def of_procedure(name: str | None) -> str:
    """The procedure behind a noun; nothing once it has been named."""
    return f" của thủ tục {lowered(name)}" if name else ""


def dossier(name: str | None) -> str:
    """The application's papers as the subject of a sentence."""
    return f"Hồ sơ {lowered(name)}" if name else "Hồ sơ"
