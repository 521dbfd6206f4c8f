"""What a device shows of the centres without network: today's list, people, records to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.template.loader import render_to_string

from waystation.foundation.access import queries as access
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.records.editing import write_seen
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of

from . import queries
from .fields import OF_THE_UNKNOWN, PROFILE, VISIT


def lists_of(user: access.AnyUser) -> dict[str, Any]:
    """Return what a device shows without network: today's list, people, records to change."""
    day = queries.day_for_device(user)
    return {
        "today": render_to_string("centres/offline/today.html", vars(day)),
        "people": [
            {"id": str(key), "name": name}
            for key, name in sorted(day.names.items(), key=lambda one: one[1])
        ],
        "open": [
            *(_open("visit_edit", one, VISIT) for one in day.open_visits),
            *(_open("profile_edit", one, PROFILE) for one in day.open_profiles),
            *(_open_session(one, day.names) for one in day.sessions),
        ],
    }


def _open(kind: str, record: Any, table: FieldTable) -> dict[str, Any]:
    asked = table.without(*table.sealed_names, *({"person_id"} & set(table.names)))
    if kind == "visit_edit" and record.person_id:
        asked = asked.without(*OF_THE_UNKNOWN)
    values = values_of(record, asked)
    form = FieldsForm(initial=values, table=asked)
    return {
        "kind": kind,
        "id": str(record.id),
        "person": str(record.person_id or ""),
        "answers": _shown(form),
        "seen": write_seen(values),
        "asked": list(asked.names),
    }


def _open_session(session: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    heads = queries.heads_of(session)
    attended = queries.attendees_named(session) & names.keys()
    named = [["person", str(key)] for key in sorted(attended)]
    boxes = [[name, str(number)] for name, number in heads.items() if number]
    return {
        "kind": "attendance",
        "id": str(session.id),
        "answers": boxes + named,
        "seen": write_seen(heads),
        "asked": [],
    }


def _shown(form: Any) -> list[list[str]]:
    """Return what the boxes of a form show, as a browser would send it."""
    pairs = []
    for bound in form:
        value = bound.field.widget.format_value(bound.value())
        if isinstance(bound.field, django_forms.BooleanField):
            pairs += [[bound.name, "on"]] if bound.value() else []
            continue
        for one in value if isinstance(value, list | tuple) else [value]:
            pairs += [[bound.name, str(one)]] if one not in (None, "") else []
    return pairs
