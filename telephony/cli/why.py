"""`helpline why`: the subjects near a question, what speaks for and against each, and what decided."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handbook.book.entries import Procedure
from handbook.book.handbook import Handbook
from handbook.matching.decision import Decision, Reason, Verdict
from handbook.matching.explanation import Candidate, Explanation, Ground

SHOWN = 6
"""Pieces of evidence shown of each subject, the weightiest first."""


def to_dict(explanation: Explanation, handbook: Handbook) -> dict[str, Any]:
    """The explanation as one JSON object."""
    decision = explanation.decision
    return {
        "decision": decision.verdict.value,
        "entry": decision.entry,
        "confidence": round(decision.confidence, 4),
        "options": list(decision.options),
        "reason": decision.reason,
        "agency": decision.agency or None,
        "ground": explanation.ground.value,
        "steering": explanation.steering,
        "none_logit": round(explanation.none, 4),
        "thresholds": explanation.thresholds.model_dump(),
        "candidates": [
            {
                "entry": candidate.entry,
                "name": name(candidate, handbook),
                "wording": candidate.wording,
                "probability": round(candidate.probability, 4),
                "logit": round(candidate.logit, 4),
                "evidence": [
                    {
                        **{
                            key: round(value, 4) if key != "name" else value
                            for key, value in asdict(factor).items()
                        },
                        "contribution": round(factor.contribution, 4),
                    }
                    for factor in candidate.weightiest
                ],
            }
            for candidate in explanation.candidates
        ],
    }


def show(explanation: Explanation, handbook: Handbook, console: Console) -> None:
    """Prints the explanation for people."""
    for line in told(explanation, handbook):
        console.print(line, highlight=False)
    if not explanation.candidates:
        return
    table = Table(box=None, padding=(0, 2), show_edge=False)
    table.add_column("probability", justify="right")
    table.add_column("log-odds", justify="right")
    table.add_column("subject, its nearest wording, and the evidence")
    for candidate in explanation.candidates:
        table.add_row(
            f"{candidate.probability:.3f}",
            f"{candidate.logit:+.2f}",
            f"[bold]{escape(name(candidate, handbook))}[/] [dim]{escape(candidate.entry or 'outside')}[/]\n"
            f"“{escape(candidate.wording)}”\n[dim]{_evidence(candidate)}[/]",
        )
    table.add_row(
        f"{explanation.none_probability:.3f}",
        f"{explanation.none:+.2f}",
        "[bold]none of these[/]",
    )
    console.print(table)


def told(explanation: Explanation, handbook: Handbook) -> Iterator[str]:
    """What was decided and by what, a sentence a line, in rich's markup."""
    yield f"[bold]{escape(_decided(explanation.decision, handbook))}[/]"
    steering = explanation.steering
    if explanation.ground is Ground.STEERING:
        yield "The words ask for a person (steering.yaml, person); the handbook was not searched."
    elif explanation.ground is Ground.CODE:
        yield "The procedure's own code was said; the handbook was not searched."
    elif explanation.ground is Ground.FOLLOW_UP:
        yield "No subject was named, so the subject of the call stands."
    elif explanation.ground is Ground.ADDITION:
        yield "What was said names another entry once it is added to the name of the call's subject."
    if steering is not None and explanation.ground is not Ground.STEERING:
        yield (
            f"In a call these words steer: {steering.value} (steering.yaml, {steering.value}); "
            "the handbook is not asked. Asked in writing it makes the above of them."
        )
    if explanation.candidates:
        limits = explanation.thresholds
        yield (
            f"[dim]Answered from {limits.answer:g}, offered as a choice from {limits.choose:g} together and "
            f"{limits.option:g} each, confirmed from {limits.confirm:g}; else a person.[/]"
        )


def name(candidate: Candidate, handbook: Handbook) -> str:
    """What the subject is called."""
    return _called(candidate.entry, handbook) if candidate.entry is not None else candidate.outside


def _called(entry_id: str, handbook: Handbook) -> str:
    entry = handbook[entry_id]
    return entry.name if isinstance(entry, Procedure) else entry.title


def _evidence(candidate: Candidate) -> str:
    return ", ".join(
        f"{factor.name} {factor.value:.2f} × {factor.weight:+.2f} = {factor.contribution:+.2f}"
        for factor in candidate.weightiest[:SHOWN]
    )


def _decided(decision: Decision, handbook: Handbook) -> str:
    match decision.verdict:
        case Verdict.ANSWER | Verdict.CONFIRM if decision.entry is not None:
            verb = "Answers" if decision.verdict is Verdict.ANSWER else "Asks whether it is"
            return f"{verb} {_called(decision.entry, handbook)} ({decision.entry}, {decision.confidence:.2f})"
        case Verdict.CHOOSE:
            return "Offers a choice: " + "; ".join(_called(option, handbook) for option in decision.options)
        case _:
            return _PERSON[decision.reason].format(agency=decision.agency)


_PERSON = {
    Reason.ASKED_FOR_PERSON: "Connects a person: the caller wishes so",
    Reason.OTHER_AGENCY: "Connects a person: it is done by {agency}",
    Reason.UNMATCHED: "Connects a person: no entry is likely enough",
    None: "Connects a person",
}
