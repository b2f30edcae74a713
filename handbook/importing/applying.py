"""A proposal taken over at once, unless it loses facts or the book changed meanwhile."""

from datetime import date
from pathlib import Path

from handbook.book.handbook import Handbook
from handbook.book.pending import in_force, put_in_place
from handbook.importing.changes import Changelog, changelog
from handbook.importing.proposal import Proposal, ProposalError, digest

FEW = 5
"""Facts a dump may lose without a word: single cells do get emptied; a broken dump loses hundreds."""


def changes_of(proposal: Proposal, book: Path, today: date) -> Changelog:
    """What `proposal` changes of the book in use. Raises HandbookError if either has nothing to tell."""
    return changelog(Handbook.load(book), Handbook.load(proposal.content), proposal.moved, today)


def apply(proposal: Proposal, book: Path, today: date, allowed_losses: int = FEW) -> Changelog:
    """Puts `proposal` in the place of the book in use; returns what changed.

    Raises ProposalError if more facts would be lost than allowed, or if the book changed since it was made.
    """
    if digest(in_force(book)) != proposal.base:
        raise ProposalError("the handbook has changed since the proposal was made; import the dump again")
    changes = changes_of(proposal, book, today)
    if changes.losses > allowed_losses:
        raise ProposalError(
            f"the proposal loses {changes.losses} facts, more than {allowed_losses}; read `helpline handbook "
            f"diff`, and if they are to go, apply it with --allow-losses {changes.losses}"
        )
    put_in_place(proposal.content, book)
    return changes
