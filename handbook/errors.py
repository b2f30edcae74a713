"""The one base of what goes wrong in this package and an editor or an operator can act on.

HandbookError         the book cannot be loaded: file, field and what to do
├── FileError         a file cannot be read
├── ProposalError     an import cannot be proposed or applied
├── LanguageError     tables of words cannot be used
└── EvaluationError   questions to measure with cannot be used
"""


class HandbookError(Exception):
    """The handbook cannot be used; the message names the file, the field and what to do."""
