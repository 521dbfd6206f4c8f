"""Gap assessments: law and practice against a standard, clause by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.csv_text import CsvText
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

GRADES = [
    ("met", N_("Met")),
    ("partly", N_("Partly met")),
    ("not_met", N_("Not met")),
    ("not_applicable", N_("Does not apply")),
]
TONES = {"met": "g", "partly": "a", "not_met": "r", "not_applicable": ""}
BY = [("self", N_("The authority's own assessment")), ("independent", N_("Independent"))]
GAPS = ("partly", "not_met")
MOST_CLAUSES = 400


@dataclass(frozen=True)
class ReadClause:
    """A clause as a file has it."""

    code: str
    title: str
    text: str


def read_clauses(text: str) -> list[ReadClause]:
    """Return the clauses of a CSV text with the columns code, title and text. Raises Refusal."""
    reader = CsvText(text.removeprefix("\ufeff"))
    missing = {"code", "title"} - set(reader.fieldnames or ())
    if missing:
        raise _wrong(
            N_("The file needs the columns code and title; {columns} is missing."),
            "columns",
            columns=", ".join(sorted(missing)),
        )
    found: dict[str, ReadClause] = {}
    for number, line in enumerate(reader, start=2):
        code, title = (str(line.get(name) or "").strip() for name in ("code", "title"))
        if not code or not title:
            raise _wrong(N_("Row {row}: code and title are needed."), "row_blank", row=number)
        if code in found:
            raise _wrong(
                N_('Row {row}: the code "{clause}" is there twice.'),
                "twice",
                row=number,
                clause=code,
            )
        found[code] = ReadClause(code[:40], title[:300], str(line.get("text") or "").strip())
    if not 0 < len(found) <= MOST_CLAUSES:
        raise _wrong(
            N_("A standard has between 1 and {most} clauses."), "number", most=MOST_CLAUSES
        )
    return list(found.values())


def _wrong(sentence: str, why: str, **values: Any) -> Refusal:
    return Refusal(sentence, field="file", code=f"clauses_{why}", **values)


def refusal_of_answer(values: Mapping[str, Any]) -> Refusal | None:
    """Refuse an unmet clause without its gap, or a met one without a source."""
    law, practice = values.get("law"), values.get("practice")
    if (law in GAPS or practice in GAPS) and not str(values.get("gap") or "").strip():
        return Refusal(N_("Say what is missing."), field="gap", code="gap_missing")
    if law == "met" and not str(values.get("law_text") or "").strip():
        return Refusal(
            N_("Name the law and article that meet the clause."), field="law_text", code="no_law"
        )
    if practice == "met" and not str(values.get("practice_text") or "").strip():
        return Refusal(
            N_("State how practice meets the clause, and the evidence for it."),
            field="practice_text",
            code="no_practice",
        )
    return None


def refusal_to_finish(unanswered: int) -> Refusal | None:
    """Refuse to finish an assessment with unassessed clauses."""
    if not unanswered:
        return None
    return Refusal(N_("Clauses not assessed yet: {count}."), code="clauses_open", count=unanswered)


def refusal_to_submit(by: str) -> Refusal | None:
    """Refuse that an authority submits an assessment that is not its own."""
    if by == "self":
        return None
    return Refusal(N_("An authority submits its own assessment."), code="not_own_assessment")


def refusal_to_withdraw(by: str) -> Refusal | None:
    """Refuse that an authority withdraws an assessment that is not its own."""
    if by == "self":
        return None
    return Refusal(N_("An authority withdraws its own assessment."), code="not_own_assessment")


def refusal_to_assess(state: str) -> Refusal | None:
    """Refuse to change the answers of an assessment that is no longer a draft."""
    if state == "draft":
        return None
    if state == "withdrawn":
        return Refusal(
            N_("This assessment is withdrawn. Start a new one."), code="assessment_withdrawn"
        )
    return Refusal(
        N_("A final assessment is not changed any more. Withdraw it if it is wrong."),
        code="assessment_final",
    )


def refusal_to_begin(states: Collection[str]) -> Refusal | None:
    """Refuse a second assessment of the same standard, institution, side and day."""
    if "final" in states:
        return Refusal(
            N_("There is a final assessment of this day. If it is wrong, withdraw it first."),
            field="day",
            code="assessment_twice",
        )
    if "draft" in states:
        return Refusal(
            N_("There is already an assessment of this date. Open it to continue."),
            field="day",
            code="assessment_twice",
        )
    return None


def counts_of(grades: Iterable[str]) -> dict[str, int]:
    """Return how many clauses have each grade, in the order of ``GRADES``."""
    counted = Counter(grades)
    return {grade: counted[grade] for grade, _word in GRADES}


def change_of(before: str, after: str) -> str:
    """Return "better", "worse" or "" between two assessments of the same clause."""
    order = {"not_met": 0, "partly": 1, "met": 2}
    if before not in order or after not in order or before == after:
        return ""
    return "better" if order[after] > order[before] else "worse"
