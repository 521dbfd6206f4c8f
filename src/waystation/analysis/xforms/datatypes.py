"""The data types of XForms: what is a value of each, and the digits of other scripts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

NUMBERS = {"int", "integer", "long", "short", "decimal", "double", "float"}
TIMES = {"date", "dateTime", "time"}
PLACES = {"geopoint", "geotrace", "geoshape"}
# Arabic decimal and thousands separators, the minus sign, and marks of direction, which show
# nothing.
_MARKS = str.maketrans({"\u066b": ".", "\u066c": "", "\u2212": "-", "\u200e": "", "\u200f": "",
                        "\u061c": ""})  # fmt: skip


def in_ascii(type_: str, text: str) -> str:
    """Return a number, a date or a place with ASCII digits; a text stays as it was written.

    >>> in_ascii("decimal", "٣٫٥"), in_ascii("date", "۲۰۲۶-۰۷-۳۰"), in_ascii("string", "٣")
    ('3.5', '2026-07-30', '٣')
    """
    if text.isascii() or type_ not in NUMBERS | TIMES | PLACES:
        return text
    return "".join(map(_digit, text.translate(_MARKS)))


def _digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)


def fits(type_: str, text: str) -> bool:
    """Return whether a text is a value of an XForms type; every text is one of an unknown type."""
    text = in_ascii(type_, text)
    try:
        match type_:
            case "int" | "integer" | "long" | "short":
                return re.fullmatch(r"[-+]?\d{1,18}", text, re.ASCII) is not None
            case "decimal" | "double" | "float":
                pattern = r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?"
                return re.fullmatch(pattern, text, re.ASCII) is not None
            case "boolean":
                return text in {"true", "false", "0", "1"}
            case "date":
                date.fromisoformat(text[:10])
                return text[4:5] == "-" and (len(text) == 10 or text[10] == "T")
            case "dateTime":
                datetime.fromisoformat(text)
            case "time":
                time.fromisoformat(text)
            case "geopoint":
                return is_point(text)
            case "geotrace" | "geoshape":
                points = [one.strip() for one in text.split(";") if one.strip()]
                return len(points) >= 2 and all(map(is_point, points))
    except ValueError:
        return False
    return True


_POINT = re.compile(r"^-?\d+(\.\d+)?( -?\d+(\.\d+)?){1,3}$", re.ASCII)


def is_point(text: str) -> bool:
    """Return whether a text is latitude and longitude, with altitude and accuracy or without."""
    if not _POINT.match(text):
        return False
    latitude, longitude = (float(piece) for piece in text.split()[:2])
    return abs(latitude) <= 90 and abs(longitude) <= 180
