"""The data types of XForms and their valid values. Digits are ASCII (see :mod:`.digits`)."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_WHOLE = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


def fits(type_: str, text: str) -> bool:
    """Return whether a text is a value of an XForms type; every text is one of an unknown type."""
    try:
        match type_:
            case "string":
                return True
            case "int" | "integer" | "long" | "short":
                return _WHOLE.fullmatch(text) is not None
            case "decimal" | "double" | "float":
                return _DECIMAL.fullmatch(text) is not None
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
                least = 2 if type_ == "geotrace" else 3
                return len(points) >= least and all(map(is_point, points))
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
