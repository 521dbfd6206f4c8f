"""The details of an audit-log entry, formatted for people."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.access.presenting import spoken, thing
from waystation.foundation.access.rules.roles import ROLES
from waystation.foundation.shared.words import N_

DETAILS: dict[str, str] = {
    "day": N_("Day"),
    "digest": N_("Hash"),
    "fields": N_("Changed"),
    "files": N_("Files"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "level": N_("Level"),
    "new": N_("After"),
    "number": N_("Number"),
    "old": N_("Before"),
    "on": N_("Day"),
    "outcome": N_("Outcome"),
    "rows": N_("Rows"),
    "sha256": N_("Hash"),
    "snapshot": N_("Hash"),
    "state": N_("State"),
    "to": N_("State"),
    "version": N_("Version"),
    "why": N_("Reason"),
    "year": N_("Year"),
}
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{40,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def detail(name: str, value: Any) -> tuple[str, str, str]:
    """Return a detail of an entry: its name and value in words, and the record's link, if any.

    A record's identifier is shown as a link to the entries about that record.
    """
    words = DETAILS.get(name)
    named = gettext(words) if words else thing(name)
    text = str(value)
    if _ID.fullmatch(text):
        return named, gettext("its entries"), text
    return named, _value(name, value), ""


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list | tuple):
        return ", ".join(_value(name, one) for one in value if not _ID.fullmatch(str(one)))
    text = str(value)
    if name == "role" and text in ROLES:
        return gettext(ROLES[text].name)
    if _DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    return spoken(_ID.sub("", text)).strip(" :/")
