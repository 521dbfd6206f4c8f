"""The details of an audit-log entry, formatted for people."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.access.contributions import functions
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
FILES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "text/csv": "CSV",
}
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{40,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def detail(name: str, value: Any, kind: str = "") -> tuple[str, str, str]:
    """Return a detail of an entry: its name and value in words, and the record's link, if any.

    ``kind`` is the kind of the record: its fields have labels and choices. A record's identifier
    is shown as a link to the entries about that record.
    """
    field, words = _field(kind, name), DETAILS.get(name)
    named = gettext(words) if words else field.title if field else thing(name)
    text = str(value)
    if _ID.fullmatch(text):
        return named, gettext("its entries"), text
    return named, _value(name, value, kind), ""


def _field(kind: str, name: str) -> Any:
    """Return the declared field of a record, or None."""
    return next(iter(functions("record_fields").values()))(kind, name) if kind else None


def _code_in_words(kind: str, name: str, code: str) -> str:
    """Return the name of an answer or a state, "" for what is none."""
    column = "state" if name == "to" else name
    try:
        choices = dict(apps.get_model(kind)._meta.get_field(column).flatchoices)
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        choices = {}
    if code in choices:
        return gettext(str(choices[code]))
    field = _field(kind, column)
    words = field.words(code) if field is not None and field.kind in {"code", "codes"} else ""
    return words if words != code else ""


def _value(name: str, value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list | tuple):
        return ", ".join(_value(name, one, kind) for one in value if not _ID.fullmatch(str(one)))
    text = str(value)
    if name == "fields":
        field = _field(kind, text)
        return field.title if field else thing(text)
    if text in FILES:
        return FILES[text]
    if name == "page":  # the name of an address: whose page it was
        return thing(text.partition(":")[0])
    if name == "role" and text in ROLES:
        return gettext(ROLES[text].name)
    if _DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    return _code_in_words(kind, name, text) or spoken(_ID.sub("", text)).strip(" :/")
