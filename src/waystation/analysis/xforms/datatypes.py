"""The data types of XForms and their valid values. Digits are ASCII (see :mod:`.digits`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial


def fits(type_: str, text: str) -> bool:
    """Return whether a text is a value of an XForms type; every text is one of an unknown type."""
    test = test_of(type_)
    return test is None or bool(test(text))


def test_of(type_: str) -> Test | None:
    """Return the test of a type, None for one that every text is of."""
    return TESTS.get(type_)


is_whole = re.compile(r"[-+]?\d{1,18}", re.ASCII).fullmatch
is_decimal = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII).fullmatch


def is_boolean(text: str) -> bool:
    return text in {"true", "false", "0", "1"}


def is_date(text: str) -> bool:
    return _is_read(date.fromisoformat, text[:10]) and (
        text[4:5] == "-" and (len(text) == 10 or text[10] == "T")
    )


def is_date_time(text: str) -> bool:
    return _is_read(datetime.fromisoformat, text)


def is_time(text: str) -> bool:
    return _is_read(time.fromisoformat, text)


def _is_read(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_NUMBER = r"-?\d+(\.\d+)?([eE]-?\d+)?"  # phones write a height of 0.0004 m as 4.0E-4
_POINT = re.compile(rf"{_NUMBER}( {_NUMBER}){{1,3}}", re.ASCII)


def is_point(text: str) -> bool:
    """Return whether a text is latitude and longitude, with altitude and accuracy or without."""
    if not _POINT.fullmatch(text):
        return False
    latitude, longitude = (float(piece) for piece in text.split()[:2])
    return abs(latitude) <= 90 and abs(longitude) <= 180


def is_trace(text: str, least: int = 2) -> bool:
    """Return whether a text is a line of points, or with three of them an area."""
    points = [one.strip() for one in text.split(";") if one.strip()]
    return len(points) >= least and all(map(is_point, points))


Test = Callable[[str], object]  # what it returns is true or false
TESTS: dict[str, Test] = {
    **dict.fromkeys(("int", "integer", "long", "short"), is_whole),
    **dict.fromkeys(("decimal", "double", "float"), is_decimal),
    "boolean": is_boolean,
    "date": is_date,
    "dateTime": is_date_time,
    "time": is_time,
    "geopoint": is_point,
    "geotrace": is_trace,
    "geoshape": partial(is_trace, least=3),
}
