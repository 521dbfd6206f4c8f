"""The details of an audit-log entry, formatted for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.access import files_in_words as files
from waystation.foundation.access.contributions import functions
from waystation.foundation.access.presenting import spoken, thing, verb
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
CODES: dict[tuple[str, str], str] = {
    ("why", "page"): N_("Page of the person"),
    ("why", "edit"): N_("To correct the file"),
    ("why", "seen"): N_("To see who opened the file"),
    ("why", "erase"): N_("To erase the file"),
    ("why", "hold"): N_("For a legal hold"),
    ("why", "consent"): N_("For a consent"),
    ("why", "refer"): N_("For a referral"),
    ("why", "merge"): N_("To merge two files"),
    ("why", "household"): N_("For a household"),
    ("why", "data request"): N_("For a data subject request"),
    ("why", "skills"): N_("For a skills profile"),
    ("why", "vacancies"): N_("For vacancies"),
    ("why", "pathways"): N_("For a pathway"),
    ("why", "recruitment"): N_("For a recruitment"),
    ("why", "call"): N_("For a call"),
    ("why", "certificate"): N_("For a certificate"),
    ("why", "europass"): N_("For a Europass file"),
    ("why", "api"): N_("By a program"),
    ("by", "employer"): N_("Employer"),
    ("by", "partner"): N_("Partner"),
    ("seats", "iom"): N_("IOM"),
    ("seats", "undc"): N_("UN Development Coordinator"),
    ("seats", "rotating"): N_("Rotating seat"),
    ("key", "iom"): N_("IOM"),
    ("key", "undc"): N_("UN Development Coordinator"),
    ("key", "rotating"): N_("Rotating seat"),
    ("outcome", "approved"): N_("Approved"),
    ("outcome", "waiting"): N_("Others have to answer"),
    ("state", "frozen"): N_("Frozen"),
    ("sheet", "visits"): N_("Visits"),
}
"""Words of codes that no record stores: why a file was read, who was asked."""
_CODE = re.compile(r"[a-z][a-z_.]*")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{40,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def details_of(entry: Mapping[str, Any], kind: str) -> list[tuple[str, str, str]]:
    """Return all details of an entry about a record of this kind, in words."""
    if kind != "access.ExportRequest":
        return [detail(name, value, kind) for name, value in entry.items()]
    exported, found = str(entry.get("kind", "")), []
    for name, value in entry.items():
        label, words, link = detail(name, value, kind)
        if name == "kind":
            words = files.kind_in_words(exported)
        elif name == "selection":
            words = files.selection_in_words(exported, str(value)) or (link and words)
        found.append((label, words, link))
    return [one for one in found if one[1] or one[2]]


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
    return words if words and words != code else _of_another_record(kind, column, code)


def _of_another_record(kind: str, column: str, code: str) -> str:
    """Return the words of an answer to a question of this name that another record has.

    An action may be about one record and its details about another one, first of the same app.
    """
    words = CODES.get((column, code), "")
    for app in (kind.partition(".")[0], ""):
        known = _choices().get((app, column, code), set())
        words = words or (next(iter(known)) if len(known) == 1 else "")
    return gettext(words) if words else ""


@cache
def _choices() -> dict[tuple[str, str, str], set[str]]:
    """Return the words of all fixed answers by app, column and code; the app "" stands for any."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for model in apps.get_models():
        for column in model._meta.get_fields():
            for code, words in getattr(column, "flatchoices", None) or ():
                for app in (model._meta.app_label, ""):
                    found.setdefault((app, column.name, str(code)), set()).add(str(words))
    return found


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
    if kind == "tasks.Task" and name == "kind":  # "messaging.send": what a task does
        return verb(text)
    if name == "mark":  # as the file has it
        return text
    if name in {"selection", "code", "item"} or isinstance(value, int):
        return text if isinstance(value, int) else spoken(text).capitalize()
    if name == "page":  # the name of an address: whose page it was
        return thing(text.partition(":")[0])
    if name == "role" and text in ROLES:
        return gettext(ROLES[text].name)
    if _DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    plain = spoken(_ID.sub("", text)).strip(" :/")
    return _code_in_words(kind, name, text) or (
        plain.capitalize() if _CODE.fullmatch(text) else plain
    )
