"""What the Terms of Reference leave open, and how this house reads it.

Each reading is labelled "house rule" wherever it shows, and never presented as the text. Some
readings are settings; the others are explained here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


@dataclass(frozen=True)
class Setting:
    """One thing the house may set: a number within bounds, or one of several words."""

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
    open_question: str
    reading: str
    settings: tuple[Setting, ...] = ()


def _days(key: str, name: str, default: int) -> Setting:
    return Setting(key, name, str(default), (), 0, 120)


READINGS: tuple[Reading, ...] = (
    Reading(
        "A-01",
        "96 120",
        N_("The co-chairs report every quarter; the Network updates bi-annually."),
        N_(
            "Four quarterly reports and two half-yearly updates: bi-annual is read as twice a year."
        ),
        (
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
    ),
    Reading(
        "A-02",
        "86",
        N_("One term at most for each agency, and yet somebody is always to be appointed."),
        N_("Never the same agency before all others had the chance; then a new round begins."),
    ),
    Reading(
        "A-03",
        "118",
        N_("The Chairperson convenes, although there are three co-chairs."),
        N_("Any co-chair may convene; who presided is recorded for each meeting."),
        (
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
    ),
    Reading(
        "A-04",
        "86",
        N_("Which agencies take part in the rotation?"),
        N_(
            "Every active member except those that sit permanently. Financial institutions only "
            "if they opted in as members."
        ),
        (
            Setting(
                "finance_rotates",
                N_("Member financial institutions take part in the rotation"),
                "yes",
                (("yes", N_("Yes")), ("no", N_("No"))),
            ),
        ),
    ),
    Reading(
        "A-05",
        "86",
        N_("The text does not speak of a vacancy, a late start or an agency that leaves."),
        N_(
            "The term ends; UNKT may appoint another agency until 31 December. A part of a term "
            "counts as served from so many months on; both stay in the ledger."
        ),
        (Setting("served_months", N_("Months that count as served"), "6", (), 1, 12),),
    ),
    Reading(
        "A-06",
        "86",
        N_("What of a member that joins in the middle of a round?"),
        N_("It comes at the end of the round; the round does not close before it had the chance."),
    ),
    Reading(
        "A-07",
        "86",
        N_("The last sentence of the paragraph breaks off."),
        N_("No rule is made of it. The text is shown with a note."),
    ),
    Reading(
        "A-08",
        "104",
        N_("The Secretariat is to coordinate a preparation that is not named."),
        N_("Read as the preparation of the Network's meetings."),
    ),
    Reading(
        "A-09",
        "115",
        N_("An abbreviation for the adviser is not explained."),
        N_("Read as the Network itself."),
    ),
    Reading(
        "A-10",
        "84 122",
        N_("The list of members is announced and is an empty heading."),
        N_("The register begins empty. Entities of UNKT are offered, none is entered unasked."),
    ),
    Reading(
        "A-11",
        "103 104 105 106 107",
        N_("Timely and complete have no numbers."),
        N_("The house sets days. They are working days unless it says otherwise."),
        (
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
            _days("advice_days", N_("Advice counts as waiting long after so many days"), 60),
        ),
    ),
    Reading(
        "A-12",
        "59",
        N_("The authorities are abbreviated once in a way not used elsewhere."),
        N_("The interface says Kosovo authorities, under resolution 1244."),
    ),
    Reading(
        "A-13",
        "115",
        N_("Following advice in part is not mentioned."),
        N_(
            "Each recommendation is one sentence. Partly followed is possible and needs a reason "
            "for the part that is not followed."
        ),
    ),
    Reading(
        "A-14",
        "86 96",
        N_("Must all three co-chairs sign a report?"),
        N_(
            "All three are asked. A refusal is recorded with its reason and does not hold up the "
            "report where two of three agree."
        ),
        (
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
    ),
    Reading(
        "A-15",
        "43 115",
        N_("The Network answers to the UN Development Coordinator, who is also a co-chair."),
        N_("Reports go to UNKT. Who signed advice as co-chair cannot record UNKT's answer to it."),
    ),
    Reading(
        "A-16",
        "118",
        N_("There is no quorum and no way of voting."),
        N_(
            "No quorum is enforced and attendance is shown. Decisions are recorded as consensus, "
            "with the reservations of each entity."
        ),
        (Setting("quorum", N_("Entities that must attend (0: no quorum)"), "0", (), 0, 60),),
    ),
)

SETTINGS: dict[str, Setting] = {s.key: s for one in READINGS for s in one.settings}
READING_OF: dict[str, Reading] = {s.key: one for one in READINGS for s in one.settings}


def refusal_to_set(key: str, value: str, reason: str) -> Refusal | None:
    """Say why a house rule cannot be set so: unknown, out of bounds, or without a reason."""
    known = SETTINGS.get(key)
    if known is None:
        return Refusal(N_("There is no such house rule."), field="key", code="rule_unknown")
    if known.choices and value not in dict(known.choices):
        return Refusal(N_("Choose one of the readings."), field="value", code="rule_choice")
    if not known.choices and not (
        value.isascii() and value.isdigit() and known.least <= int(value) <= known.most
    ):
        return Refusal(
            N_("Write a whole number between {least} and {most}."),
            field="value",
            code="rule_number",
            least=known.least,
            most=known.most,
        )
    if not reason.strip():
        return Refusal(
            N_("Say who decided this and why: a house rule stands in the place of the text."),
            field="reason",
            code="rule_reason",
        )
    return None
