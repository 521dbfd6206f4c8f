"""Functions of dates and times."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.xpath import (
    EPOCH,
    Scope,
    Value,
    date_of,
    days_of,
    to_number,
    to_text,
)

from .naming import xpath_function


@xpath_function("today")
def today(scope: Scope) -> Value:
    """The day of the interview, as the submission records it; of arrival where it does not."""
    return scope.world.now().date().isoformat()


@xpath_function("now")
def now(scope: Scope) -> Value:
    """The time of the interview, with its offset from UTC. As ``today()``."""
    return scope.world.now().isoformat(timespec="milliseconds")


@xpath_function("date", "date-time", least=1)
def date(scope: Scope, value: Value) -> Value:
    """A day or time as text; a number counts days since 1970-01-01. Other text is an error."""
    if isinstance(value, float):
        return "" if math.isnan(value) else date_of(value)
    text = to_text(value).strip()
    if not text:
        return ""
    days = to_number(text)
    if math.isnan(days):
        raise WrongExpression("not_a_date")
    return text if days_of(text) is not None else date_of(days)


@xpath_function("decimal-date-time", least=1)
def decimal_date_time(scope: Scope, value: Value) -> Value:
    """Days since 1970-01-01 UTC, with the part of the day."""
    days = None if isinstance(value, float) else days_of(to_text(value).strip())
    return to_number(value) if days is None else days


@xpath_function("decimal-time", least=1)
def decimal_time(scope: Scope, value: Value) -> Value:
    """The part of the day that has passed: 0.75 at 18:00, in the offset of the value."""
    found = re.match(r"^(?:.*T)?(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?", to_text(value))
    if not found:
        return math.nan
    return (int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0)) / 86400


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@xpath_function("format-date", "format-date-time", least=2)
def format_date(scope: Scope, value: Value, pattern: Value) -> Value:
    """A day or time in a pattern (%Y %y %m %n %b %d %e %H %h %M %S %3 %a %W). Names of
    months and days are in English.
    """
    text = date(scope, value)
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = datetime.combine(EPOCH, datetime.min.time())
        moment = day + timedelta(days=days_of(text) or 0.0)
    pieces = {
        "%Y": f"{moment.year:04d}",
        "%y": f"{moment.year % 100:02d}",
        "%m": f"{moment.month:02d}",
        "%n": str(moment.month),
        "%b": MONTHS[moment.month - 1],
        "%d": f"{moment.day:02d}",
        "%e": str(moment.day),
        "%H": f"{moment.hour:02d}",
        "%h": str(moment.hour),
        "%M": f"{moment.minute:02d}",
        "%S": f"{moment.second:02d}",
        "%3": f"{moment.microsecond // 1000:03d}",
        "%a": DAYS[moment.weekday()],
        "%W": f"{moment.isocalendar().week:02d}",
        "%%": "%",
    }
    return re.sub(r"%.", lambda found: pieces.get(found[0], found[0]), to_text(pattern))
