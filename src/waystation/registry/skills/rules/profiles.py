"""Validation of a skills profile, and until when it is current. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from waystation.analysis.matching import ACTIVITIES, CEFR, fold
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_

PURPOSE = "matching"
"""The consent on which a profile rests: a purpose of its own."""
SHARED = "profile"
"""The line of the consent that has to be ticked."""
ELSEWHERE = "offices"
"""The line that has to be ticked too, so that vacancies of other offices are matched."""
CONFIRM_DAYS = 90
LINK_DAYS = 14
MOST_CVS = 20
"""How many CVs one link reads: each takes seconds of the processor."""
LONGEST_TEXT = 200
LONGEST_CONSTRAINTS = 1000
MOST_YEARS = 60
MOST_PAY = Decimal(1_000_000)
MOST_LINES = {
    "occupations": 20,
    "skills": 200,
    "education": 20,
    "certificates": 50,
    "languages": 20,
    "documents": 50,
}
"""So many lines has a section of one profile at most."""

LEVELS = (
    ("beginner", N_("Beginner")),
    ("skilled", N_("Skilled")),
    ("experienced", N_("Experienced")),
    ("expert", N_("Expert")),
)
WEIGHTS = (("essential", N_("Main skill")), ("other", N_("Other skill")))
RECOGNITION = (
    ("not_asked", N_("Recognition not asked for")),
    ("applied", N_("Recognition applied for")),
    ("recognized", N_("Recognized")),
    ("partly", N_("Partly recognized")),
    ("refused", N_("Not recognized")),
)
CEFR_LEVELS = tuple((level, level) for level in CEFR[1:])
CURRENCIES = tuple(
    (code, code) for code in ("EUR", "CHF", "GBP", "USD", "SEK", "NOK", "DKK", "CZK", "PLN")
)
PERIODS = (
    ("hour", N_("an hour")),
    ("day", N_("a day")),
    ("month", N_("a month")),
    ("year", N_("a year")),
)
A_MONTH = {"hour": 173.33, "day": 21.67, "month": 1.0, "year": 1 / 12}
"""Full-time work: 40 hours and five days a week, 52 weeks, twelve months."""
SPEAKING = ("spoken_interaction", "spoken_production")


def monthly(pay: Decimal | None, currency: str, period: str) -> float | None:
    """Return expected pay in euros a month; None if it was not given in euros."""
    if pay is None or currency != "EUR" or period not in A_MONTH:
        return None
    return round(float(pay) * A_MONTH[period], 2)


def skill_key(uri: str, name: str) -> str:
    """Return what two skills have in common that are the same: the concept, or the folded words."""
    return uri or fold(name)[:300]


def destination_key(countries: Iterable[str]) -> str:
    """Return countries as a text in which one can be looked for; "" for anywhere."""
    text = " ".join(sorted(countries))
    return f" {text} " if text else ""


def confirm_by(confirmed: date) -> date:
    """Return the day until which a profile that was confirmed on a day is current."""
    return confirmed + timedelta(days=CONFIRM_DAYS)


def language_levels(values: Mapping[str, Any]) -> dict[str, int]:
    """Return the levels of a language by CEFR activity, and "speaking": the lower of the two."""
    if values["native"]:
        found = dict.fromkeys(ACTIVITIES, len(CEFR) - 1)
    else:
        found = {name: CEFR.index(values[name]) for name in ACTIVITIES if values[name]}
    spoken = [found.get(name, 0) for name in SPEAKING]
    return found | ({"speaking": min(spoken)} if all(spoken) else {})


def refusal_of_pay(pay: Decimal | None, currency: str, period: str) -> Refusal | None:
    """Refuse a wish that is no amount, or an amount of nothing in particular."""
    if pay is None:
        return None
    if not 0 < pay <= MOST_PAY:
        return Refusal(
            N_("Write the pay as an amount above 0, at most {most}."),
            field="pay_wish",
            code="pay_amount",
            most=f"{MOST_PAY:,}",
        )
    if not currency or not period:
        return Refusal(
            N_("Say the currency, and whether it is for an hour, a day, a month or a year."),
            field="pay_currency" if not currency else "pay_period",
            code="pay_unit",
        )
    return None


def refusal_of_years(years: int | None) -> Refusal | None:
    """Refuse an impossible number of years of work."""
    if years is None or 0 <= years <= MOST_YEARS:
        return None
    return Refusal(
        N_("Write the years as a number from 0 to {most}."),
        field="years",
        code="years",
        most=MOST_YEARS,
    )


def refusal_of_occupation(code: str, known: Mapping[str, Any]) -> Refusal | None:
    """Refuse a code that is no unit group of ISCO-08."""
    if not code or code in known:
        return None
    return Refusal(
        N_("There is no occupation “{given}” in ISCO-08."),
        field="code",
        code="no_occupation",
        given=code[:20],
    )


def refusal_of_unclear_title(title: str, choices: Iterable[str]) -> Refusal:
    """Say that a job title may mean several occupations, and which."""
    offered = "; ".join(choices)
    if not offered:
        return Refusal(
            N_("No occupation was found for “{title}”. Choose it from the list."),
            field="code",
            code="title_unknown",
            title=title[:80],
        )
    return Refusal(
        N_("“{title}” may be several occupations: {choices}. Choose one from the list."),
        field="code",
        code="title_unclear",
        title=title[:80],
        choices=offered,
    )


def refusal_of_levels(values: Mapping[str, Any]) -> Refusal | None:
    """Refuse a language of which nothing is known."""
    if values["native"] or any(values[name] for name in ACTIVITIES):
        return None
    return Refusal(
        N_("Say at least one level, or that it is the mother tongue."),
        field=ACTIVITIES[0],
        code="no_level",
    )


def refusal_of_skill(name: str) -> Refusal | None:
    """Refuse a skill without a letter in its name."""
    if fold(name):
        return None
    return Refusal(N_("Name the skill."), field="name", code="no_skill")


def refusal_of_dates(section: str, values: Mapping[str, Any]) -> Refusal | None:
    """Refuse an end before its start."""
    first, last = {
        "occupations": ("since", "until"),
        "certificates": ("issued_on", "valid_until"),
        "documents": ("valid_from", "valid_until"),
    }.get(section, ("", ""))
    return in_order(values[first], values[last], last) if first else None


def refusal_of_number(section: str, there: int, more: int = 1) -> Refusal | None:
    """Refuse more lines than a person can have of one kind."""
    most = MOST_LINES[section]
    if there + more <= most:
        return None
    return Refusal(
        N_(
            "A profile has at most {most} entries of one kind; these would be {number}. "
            "Remove what matters least."
        ),
        code="too_many_lines",
        most=most,
        number=there + more,
    )


def refusal_without_consent(agreed: bool) -> Refusal | None:
    """Refuse a profile to which the person has not agreed."""
    if agreed:
        return None
    return Refusal(
        N_(
            "A skills profile needs the person’s consent to being matched with vacancies, "
            "with skills, education and work ticked. Ask for it first."
        ),
        code="no_consent",
    )


def refusal_of_closed(state: str) -> Refusal | None:
    """Refuse a change of a profile that is closed."""
    if state == "open":
        return None
    return Refusal(
        N_("This profile is closed. Open it again before you change it."), code="profile_closed"
    )


ESCO = "http://data.europa.eu/esco/"
LEAST_YEAR, MOST_YEAR = 1930, 2100


def refusal_of_uri(uri: str, field: str) -> Refusal | None:
    """Refuse an invalid URI of an ESCO concept; a blank one is allowed."""
    if not uri or uri.startswith(ESCO):
        return None
    return Refusal(
        N_("An ESCO concept starts with {start}. Leave blank if you do not know it."),
        field=field,
        code="no_concept",
        start=ESCO,
    )


def refusal_of_year(year: int | None) -> Refusal | None:
    """Refuse an impossible year of leaving school."""
    if year is None or LEAST_YEAR <= year <= MOST_YEAR:
        return None
    return Refusal(N_("Write the year with four digits."), field="year", code="year")


def refusal_of_more_cvs(there: int) -> Refusal | None:
    """Refuse to read more CVs at a person's own link than somebody would have."""
    if there < MOST_CVS:
        return None
    return Refusal(
        N_("{most} files have already been read at this address. Add the rest yourself."),
        field="file",
        code="too_many_cvs",
        most=MOST_CVS,
    )
