"""The content of a report to UNKT, its deadlines, and when it may be sent.

Paragraphs of the Terms of Reference: 96–98 (quarterly report and its two mandatory matters),
105 (timely preparation), 120 (regular and on-demand updates), 25 (note on resolution 1244).
Days that the text does not give are working rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.clocks import is_working, working_days_before
from waystation.governance.network.rules.refusals import (
    at_most,
    first,
    refusal_of_missing,
    says,
    unless,
)
from waystation.governance.network.rules.seats import SEAT_NAMES as SEAT_NAMES
from waystation.governance.network.rules.seats import SEATS as SEATS

from .periods import holds_update as holds_update
from .periods import refusal_before_end as refusal_before_end
from .periods import refusal_of_rhythm as refusal_of_rhythm
from .periods import refusal_to_begin as refusal_to_begin
from .periods import span_of as span_of
from .periods import span_of_update as span_of_update
from .periods import update_due as update_due

KINDS = [
    ("quarterly", N_("Quarterly report")),
    ("half_year", N_("Half-yearly update")),
    ("on_demand", N_("Update on demand")),
]
DRAFTING, DISCARDED = "drafting", "discarded"
STATES = [
    (DRAFTING, N_("Draft")),
    ("approval", N_("With the co-chairs")),
    ("approved", N_("Approved")),
    ("transmitted", N_("Transmitted to UNKT")),
    (DISCARDED, N_("Discarded")),
]
OVER = ("transmitted", DISCARDED)  # nothing waits any more
WAYS = [
    ("email", N_("By e-mail")),
    ("meeting", N_("At a meeting of UNKT")),
    ("oral", N_("Orally, with a note")),
    ("system", N_("UNKT reads it here")),
]
APPROVALS = "approvals"  # the co-chairs' answers: printed with the report, outside its sections


@dataclass(frozen=True)
class Section:
    """One section: its heading, whether the text demands it, and whether people write in it."""

    key: str
    title: str
    mandatory: bool = False
    paragraph: str = ""


QUARTERLY = (
    Section("summary", N_("Summary")),
    Section("context", N_("Context")),
    Section("joint", N_("Joint interventions related to the Global Compact"), True, "97"),
    Section("sdg", N_("Nationalisation of the SDGs relevant to migration"), True, "98"),
    Section("decisions", N_("Decisions and their implementation"), False, "43"),
    Section("advice", N_("Recommendations to UNKT and the answers"), False, "115"),
    Section("meetings", N_("Meetings and partners"), False, "74 118"),
    Section("funding", N_("Resource mobilisation"), False, "113"),
    Section("risks", N_("Risks and challenges")),
    Section("next", N_("Next quarter")),
)
HALF_YEAR = (
    Section("summary", N_("Summary")),
    Section("quarters", N_("The two quarterly reports"), False, "120"),
    Section("joint", N_("Joint interventions related to the Global Compact")),
    Section("sdg", N_("Nationalisation of the SDGs relevant to migration")),
    Section("decisions", N_("Decisions and their implementation")),
    Section("advice", N_("Recommendations to UNKT and the answers")),
    Section("next", N_("Next half-year")),
)
ON_DEMAND = (
    Section("question", N_("What was asked"), False, "120"),
    Section("answer", N_("Answer")),
)
SECTIONS: dict[str, tuple[Section, ...]] = {
    "quarterly": QUARTERLY,
    "half_year": HALF_YEAR,
    "on_demand": ON_DEMAND,
}
WITHIN = Section("update", N_("Update for the half-year"), False, "120")
MANDATORY = frozenset(one.key for one in QUARTERLY if one.mandatory)
LONGEST_WORDS = 8000


def sections_of(kind: str, with_update: bool = False) -> tuple[Section, ...]:
    """Return the sections of a kind of report, in order; the merged update after the summary."""
    whole = SECTIONS[kind]
    return (whole[0], WITHIN, *whole[1:]) if with_update else whole


# Task, working days before the report is due, section it writes ("" for none).
TASKS: tuple[tuple[str, str, int], ...] = (
    ("ask", N_("Ask members for their part: joint interventions, figures, funding"), 15),
    ("joint", N_("Section on joint interventions: planned and actual"), 10),
    ("sdg", N_("Section on the nationalisation of the SDGs"), 10),
    (
        "rest",
        N_("Decisions, recommendations, meetings, funding: check the text against the records"),
        8,
    ),
    ("words", N_("Summary, context, risks and next quarter in words"), 7),
    ("send", N_("Send the draft to the co-chairs"), 5),
    ("approve", N_("Co-chairs approve or refuse with a reason"), 2),
    ("transmit", N_("Transmit to UNKT and record it"), 0),
)


def plan_of(due_on: date, holidays: frozenset[date] = frozenset()) -> list[tuple[str, str, date]]:
    """Return the tasks of a report with their dates, counted back from the day it is due."""
    last = due_on
    while not is_working(last, holidays):
        last -= timedelta(days=1)
    return [(key, title, working_days_before(last, days, holidays)) for key, title, days in TASKS]


def refusal_to_discard(kind: str, reason: str) -> Refusal | None:
    """Return why a draft cannot be discarded, or None: what UNKT asked for is answered (120)."""
    return first(
        unless(
            kind != "on_demand",
            N_("UNKT asked for this update. Answer it instead."),
            code="asked_for",
            paragraph="120",
        ),
        refusal_of_missing(reason, "reason", N_("Say why the draft is discarded.")),
    )


def refusal_of_demand(
    asked_by: str, question: str, asked_on: date, due_on: date | None
) -> Refusal | None:
    """Return why a demand for an update cannot be kept so (paragraph 120), or None."""
    return first(
        refusal_of_missing(asked_by, "asked_by", N_("Say who asked.")),
        refusal_of_missing(question, "question", N_("Say what was asked.")),
        unless(
            due_on is None or due_on >= asked_on,
            N_("The answer is due before it was asked for. Correct one of the two days."),
            "due_on",
            "due_before_asked",
        ),
    )


def refusal_of_words(sections: Collection[str], key: str, *texts: str) -> Refusal | None:
    """Return why these words cannot stand in a section, or None."""
    sentence = N_("A section has at most {most} characters of words. Shorten it, or add a section.")
    return first(
        unless(key in sections, N_("This report has no such section."), "text", "section_unknown"),
        *(at_most(text, LONGEST_WORDS, sentence, "text") for text in texts),
    )


def refusals_of_sections(
    kind: str, empty: Collection[str], reasons: Mapping[str, str]
) -> list[Refusal]:
    """Return every mandatory section that is empty without a stated reason (97, 98)."""
    return [
        Refusal(
            N_("“{section}” is empty. The Terms of Reference ask for it: say why it is empty."),
            field=one.key,
            code="mandatory_section_empty",
            section=one.title,
        )
        for one in SECTIONS[kind]
        if one.mandatory and one.key in empty and not says(reasons.get(one.key, ""))
    ]


def refusal_of_note(note: str) -> Refusal | None:
    """Return a refusal when the note on resolution 1244 is not there (paragraph 25)."""
    return unless(
        "1244" in note,
        N_(
            "The note on United Nations Security Council resolution 1244 (1999) is "
            "missing from the settings. No report is issued without it."
        ),
        code="note_missing",
    )


def refusal_to_remove(section: str) -> Refusal | None:
    """Return why a block cannot be taken out of a report to UNKT, or None (96–98)."""
    return first(
        unless(
            section not in MANDATORY,
            N_("The Terms of Reference ask for this section. It stays; say why it is empty."),
            code="mandatory_section",
        ),
        unless(
            section != APPROVALS,
            N_("The co-chairs' answers are printed with the report. They stay."),
            code="approvals_stay",
        ),
    )


def refusal_to_answer(
    seats: Collection[str], approves: bool, reason: str, given: Collection[str]
) -> Refusal | None:
    """Return why a co-chair cannot approve or refuse now, or None."""
    return first(
        unless(
            seats, N_("Only who sits in one of the three seats today may approve."), code="no_seat"
        ),
        unless(set(seats) - set(given), N_("You have already answered."), code="answered_already"),
        unless(
            approves or says(reason),
            N_("Say why you do not approve. The reason is shown with the report."),
            "reason",
            "reason_missing",
        ),
    )


def refusal_to_call_back(edition: Any, reason: str) -> Refusal | None:
    """Return why a report cannot be taken back from the co-chairs, or None."""
    return first(
        unless(edition is None, N_("There is nothing to call back."), code="nothing_to_call_back"),
        refusal_of_missing(
            reason, "reason", N_("Say why you take it back: the co-chairs will read it.")
        ),
    )


def refusal_to_give_task(due_on: date | None, report_due_on: date) -> Refusal | None:
    """Return why a task cannot have this day, or None."""
    return unless(
        due_on is None or due_on <= report_due_on,
        N_("The report is due on {day}. A task for it cannot be due later."),
        "due_on",
        "task_after_report",
        day=report_due_on,
    )


def approval_of(answers: Mapping[str, bool], asked: Collection[str], rule: str) -> str:
    """Return "approved", "refused" or "waiting" (working rule A-14).

    ``all``: every seat that has an incumbent is asked; a reasoned refusal does not hold the
    report up where two agree. ``two`` and ``one``: that many suffice.
    """
    agree = sum(answers.get(seat, False) for seat in asked)
    against = sum(seat in answers and not answers[seat] for seat in asked)
    open_ = len(asked) - agree - against
    needed = {"two": min(2, len(asked)), "one": 1}.get(rule, min(2, len(asked)))
    if not asked:
        return "waiting"
    if rule == "all" and open_ and against < 2:
        return "waiting"
    if agree >= needed:
        return "approved"
    return "refused" if against > len(asked) - needed else "waiting"


def refusal_to_transmit(kind: str, way: str, note: str, edition: bool) -> Refusal | None:
    """Return why a report cannot be transmitted like this, or None."""
    return first(
        unless(
            way != "oral" or kind != "quarterly",  # it is written (96)
            N_("A quarterly report is in writing. Only an update may be given orally."),
            "way",
            "oral_quarterly",
        ),
        unless(way in dict(WAYS), N_("Say how UNKT got it."), "way", "way_unknown"),
        unless(
            way != "oral" or says(note),
            N_("Write the note of what was said: an oral update leaves nothing else behind."),
            "note",
            "note_of_oral_missing",
        ),
        unless(
            way == "oral" or edition,
            N_("Publish the report first: UNKT gets a frozen edition, never a draft."),
            code="no_edition",
        ),
    )


def refusal_of_transmission_day(day: date, starts_on: date, today: date) -> Refusal | None:
    """Return why UNKT cannot have got a report on a day, or None."""
    return unless(
        starts_on <= day <= today,
        N_("Enter the day on which UNKT got it: not before the period, not ahead."),
        "on",
        "transmission_day",
    )


def punctuality(due_on: date, state: str, today: date) -> str:
    """Return "done", "late" or "open" for a report."""
    if state in OVER:
        return "done"
    return "late" if due_on < today else "open"


def rate(done: int, due: int) -> str:
    """Return how much of what was due is done, as people read it; "" where nothing was due."""
    return f"{round(100 * done / due)}%" if due else ""


def empty_of(pieces: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a section has nothing but headings and notes that nothing is there."""
    return not any(
        piece["kind"] in {"paragraph", "points"}
        or (piece["kind"] == "table" and piece["rows"])
        or (piece["kind"] == "figures" and piece["items"])
        for piece in pieces
    )


# The file of a report (ToR 107).
PIECES = {
    "question": N_("What was asked, by whom and when"),
    "sections": N_("Every section written, or the reason why it is empty"),
    "approvals": N_("The answer of every co-chair"),
    "edition": N_("The frozen edition"),
    "note": N_("The note on resolution 1244 in it"),
    "register": N_("The register of figures with their hashes"),
    "spoken": N_("A note of what was said"),
    "transmission": N_("When, how and to whom it was transmitted"),
    "tasks": N_("Every task done"),
}
NOT_DRAFTING = Refusal(
    N_("This report is with the co-chairs or past them. Call it back to change it."),
    code="not_drafting",
)
NOT_SENT = Refusal(N_("The file of a report is closed once UNKT has the report."), code="not_sent")
