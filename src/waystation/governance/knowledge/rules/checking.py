"""The verdicts in words: what each means, and what an author can do about it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from waystation.analysis import claims
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LANGUAGES = [
    ("en", N_("English")),
    ("sq", N_("Albanian")),
    ("sr", N_("Serbian")),
    ("de", N_("German")),
]
QUOTED = "quoted"
"""No fact, but a quotation that gives way to the publisher's own series."""
VERDICTS = [
    ("supported", N_("Supported")),
    ("other_year", N_("Other year")),
    ("other_vintage", N_("Other vintage")),
    ("other_unit", N_("Other unit or denominator")),
    ("contradicted", N_("Contradicted by another source")),
    ("precision_lost", N_("Precision lost")),
    (QUOTED, N_("Only a quotation")),
    ("no_fact", N_("No fact")),
]
TONES = {
    "supported": "g", "other_year": "r", "other_vintage": "a", "other_unit": "r",
    "contradicted": "a", "precision_lost": "a", QUOTED: "a", "no_fact": "r",
}  # fmt: skip
WHY = {
    "supported": N_("The register says the same."),
    "other_year": N_("This is the value of another year. Correct the year or the figure."),
    "other_vintage": N_("The source has published a newer value for this year. Use that one."),
    "other_unit": N_("The number is right, but the unit or what it is a share of is not."),
    "contradicted": N_("One source says so, another says something else. Name the source and "
                       "say that they differ."),
    "precision_lost": N_("The source says “about”, “up to” or “over”. Keep the word."),
    QUOTED: N_("This is quoted from a publisher whose own series does not say so. Use the series, "
               "or name who quotes it."),
    "no_fact": N_("Nothing in the register supports this. The nearest fact is shown."),
}  # fmt: skip


_QUOTED = re.compile(r",? quoted (?:by|in) ")


def is_quoted(source: str) -> bool:
    """Return whether a source says that it quotes another: "World Bank, quoted by IOM Kosovo"."""
    return _QUOTED.search(source) is not None


def publisher_of(source: str) -> str:
    """Return who published a value: "world bank" of "World Bank, quoted by IOM Kosovo"."""
    return source.split(",", 1)[0].strip().casefold()


def quotation_of(source: str) -> tuple[str, str]:
    """Return publisher and quoter: ("World Bank", "IOM Kosovo") of a source like the above."""
    publisher, *quoters = _QUOTED.split(source, maxsplit=1)
    return publisher.strip(), (quoters[0].strip() if quoters else "")


def round_for_reading(value: Decimal) -> Decimal:
    """Return a value with readable precision: two decimals below a thousand, none above."""
    places = Decimal(1) if abs(value) >= 1000 else Decimal("0.01")
    return value if value == value.to_integral() else value.quantize(places)


def year_of(fact: Any) -> str:
    """Return the year or years of a fact."""
    if fact is None or fact.period.first is None:
        return ""
    if fact.period.first == fact.period.last:
        return str(fact.period.first)
    return f"{fact.period.first}–{fact.period.last}"


def facts_of_file(content: bytes, name: str) -> list[claims.Fact]:
    """Return the facts of a CSV or JSON file. Raises Refusal with the reason.

    Call it through ``limits.run``: the file comes from outside.
    """
    try:
        return claims.load(content, name)
    except claims.RegisterError as error:
        raise Refusal(
            N_("{said}"), field="facts", code="register_unreadable", said=str(error)
        ) from error
