"""Open points of the Terms of Reference, and how this organisation interprets them.

Each interpretation is labelled "working rule" wherever it is shown, and never presented as the
text. Some are settings; the others are explained here and nowhere else.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .refusals import first, refusal_of_missing, unless
from .terms import words_of


@dataclass(frozen=True)
class Setting:
    """One thing the organisation may set: a number within bounds, or one of several words."""

    key: str
    name: str
    default: str
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0

    def words(self, translate: Callable[[str], str], value: str) -> str:
        """Return a value as people read it."""
        return translate(dict(self.choices)[value]) if self.choices else value


@dataclass(frozen=True)
class Reading:
    """A place where the text is open, how we read it, and what may be set about it."""

    key: str
    paragraph: str
    open_question: Mapping[str, str]  # by language, as all texts that ship with the rules
    reading: Mapping[str, str]
    settings: tuple[Setting, ...] = ()


def _days(key: str, name: str, default: int) -> Setting:
    return Setting(key, name, str(default), (), 0, 120)


SETTINGS_OF: dict[str, tuple[Setting, ...]] = {
    "A-01": (
        Setting(
            "update_rhythm",
            N_("Updates to UNKT"),
            "half_yearly",
            (
                ("half_yearly", N_("Every half-year")),
                ("two_yearly", N_("Every second year")),
                ("merged", N_("Within the reports of the second and fourth quarter")),
            ),
        ),
    ),
    "A-03": (
        Setting(
            "convening",
            N_("Who convenes"),
            "any",
            (
                ("any", N_("Any co-chair")),
                ("presiding", N_("The co-chair who presides")),
                ("all", N_("All three co-chairs")),
            ),
        ),
    ),
    "A-04": (
        Setting(
            "finance_rotates",
            N_("Member financial institutions take part in the rotation"),
            "yes",
            (("yes", N_("Yes")), ("no", N_("No"))),
        ),
    ),
    "A-05": (Setting("served_months", N_("Months that count as served"), "6", (), 1, 12),),
    "A-11": (
        _days("minutes_draft_days", N_("Draft minutes, working days after the meeting"), 5),
        _days("minutes_final_days", N_("Final minutes, working days after the meeting"), 10),
        _days("call_days", N_("Call for items, working days before the meeting"), 15),
        _days("papers_days", N_("Papers, working days before the meeting"), 5),
        _days("notice_days", N_("Notice, working days before the meeting"), 10),
        _days("file_days", N_("A meeting's file complete, days after the meeting"), 30),
        _days("report_days", N_("Quarterly report, days after the end of the quarter"), 30),
        _days("update_days", N_("Half-yearly update, days after the half-year"), 30),
        _days("quarter_amber_days", N_("Warning, days before a quarter ends unmet"), 30),
        _days("silence_days", N_("Silence procedure of a joint statement, working days"), 5),
        _days("request_days", N_("Answer to a request for support, working days"), 10),
        _days("advice_days", N_("Days after which an unanswered recommendation is overdue"), 60),
    ),
    "A-14": (
        Setting(
            "report_approval",
            N_("Approvals a quarterly report needs"),
            "all",
            (
                ("all", N_("All three asked, two suffice against a reasoned refusal")),
                ("two", N_("Any two")),
                ("one", N_("Any one")),
            ),
        ),
    ),
    "A-16": (Setting("quorum", N_("Entities that must attend (0: no quorum)"), "0", (), 0, 60),),
}


def _readings() -> tuple[Reading, ...]:
    with (Path(__file__).parents[1] / "readings.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Reading(
                row["key"],
                row["paragraphs"],
                words_of(row, "question"),
                words_of(row, "reading"),
                SETTINGS_OF.get(row["key"], ()),
            )
            for row in csv.DictReader(file)
        )


READINGS = _readings()
SETTINGS: dict[str, Setting] = {s.key: s for one in READINGS for s in one.settings}
READING_OF: dict[str, Reading] = {s.key: one for one in READINGS for s in one.settings}


def refusal_to_set(key: str, value: str, reason: str) -> Refusal | None:
    """Say why a working rule cannot be set so: unknown, out of bounds, or without a reason."""
    known = SETTINGS.get(key)
    if known is None:
        return Refusal(N_("There is no such working rule."), field="key", code="rule_unknown")
    number = value.isascii() and value.isdigit() and known.least <= int(value) <= known.most
    return first(
        unless(
            not known.choices or value in dict(known.choices),
            N_("Choose one of the readings."),
            "value",
            "rule_choice",
        ),
        unless(
            known.choices or number,
            N_("Write a whole number between {least} and {most}."),
            "value",
            "rule_number",
            least=known.least,
            most=known.most,
        ),
        refusal_of_missing(
            reason,
            "reason",
            N_("Name who decided this and why: a working rule applies where the text is silent."),
            code="rule_reason",
        ),
    )
