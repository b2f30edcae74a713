"""Taking the National Public Service Portal's rows apart: exact facts, or none and the reason."""

from handbook.importing.importer import import_rows
from handbook.importing.output import export
from handbook.importing.report import (
    Fact,
    ImportReport,
    RejectedRow,
    Remark,
)

__all__ = ["Fact", "ImportReport", "RejectedRow", "Remark", "export", "import_rows"]
