"""Numbers and dates from the region's keyboards, converted to ASCII.

A phone in Arabic, Persian or Nepali writes ٣٫٥ or ۲۰۲۶-۱۱-۲۹. The XML is stored unchanged; checked,
counted and exported values have ASCII digits, so that every program reads the same number.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .definition import Definition, Question
from .places import Place, places_of

NUMERIC = {"int", "integer", "decimal"}
MEASURED = NUMERIC | {"date", "time", "dateTime", "geopoint", "geotrace", "geoshape"}
SIGNS = str.maketrans(
    {
        "\u066b": ".",  # Arabic decimal separator
        "\u066c": "",  # Arabic thousands separator
        "\u2212": "-",  # minus sign
        "\u061c": "",  # marks of direction
        "\u200e": "",
        "\u200f": "",
    }
)
# A calculated value has no type: it is a number or a date if it holds nothing else.
_ONLY_MEASURED = re.compile(r"[\d\u066b\u066c\u2212\u061c\u200e\u200f.+\-:TZ ]*\d[\d\u066b.:TZ]*")

# Any digit or sign that is not ASCII.
_FOREIGN = re.compile("[^\\D0-9]|[" + "".join(map(chr, SIGNS)) + "]")


def in_ascii(text: str) -> str:
    """Return a number, a date or coordinates with ASCII digits and signs; letters stay."""
    if text.isascii():
        return text
    plain = text.translate(SIGNS)
    return "".join(_digit(one) for one in plain)


def _digit(one: str) -> str:
    value = unicodedata.decimal(one, None)
    return one if value is None else str(value)


def is_measured(question: Question) -> bool:
    """Return whether a question asks for a number, a date, a time or a place."""
    return question.bind.type in MEASURED or question.control == "range"


def plain_answer(question: Question, text: str) -> str:
    """Return the answer to a question with ASCII digits where it is a number, a date or a place."""
    if text.isascii():
        return text
    if is_measured(question):
        return in_ascii(text)
    calculated = not question.control and _ONLY_MEASURED.fullmatch(text)
    return in_ascii(text) if calculated else text


def with_ascii_digits(definition: Definition, root: Any) -> Any:
    """Change the tree of a submission so that its numbers and dates are ASCII; return it."""

    text = root.xpath("string()")
    if text.isascii() or not _FOREIGN.search("".join(set(text))):  # as nearly always
        return root

    def visit(node: Any, place: Place) -> None:
        for child in node:
            here = place.inner.get(child.tag)
            if here is None:
                continue
            if here.question is not None and len(child) == 0 and child.text:
                child.text = plain_answer(here.question, child.text)
            elif len(child):
                visit(child, here)

    visit(root, places_of(definition))
    return root
