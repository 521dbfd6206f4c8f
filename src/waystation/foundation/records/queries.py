"""Reading registers: lists, entries, choices and revisions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, JSONField, Q

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_

from . import codes
from .models import Revision
from .registers import Register

PAGE = 50


def entries_of_register(
    user: AnyUser,
    register: Register,
    *,
    after: UUID | None = None,
    where: Mapping[str, str] | None = None,
    text: str = "",
    most: int = PAGE,
) -> list[dict[str, Any]]:
    """Return a page of entries as values, newest first, within the user's scope."""
    rows = access.scoped(register.model._default_manager.all(), user, register.read)
    for name, value in (where or {}).items():
        if value and name in register.filters:
            rows = _filter_by(rows, register.attribute(name), value)
    if text := text.replace("\x00", ""):
        wanted = Q()
        for name in register.search or (register.named,):
            wanted |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(wanted)
    if after is not None:
        rows = rows.filter(id__lt=after)
    names = {"id", "office_id", "changed_at", "version"}
    names |= {register.attribute(name) for name in (*register.fields, *register.columns)}
    return list(rows.order_by("-id").values(*sorted(names))[:most])


def _filter_by(rows: Any, name: str, value: str) -> Any:
    """Return the rows with a value; none if the value in the URL is invalid."""
    try:
        return rows.none() if "\x00" in value else rows.filter(**{name: value})
    except (ValidationError, ValueError, TypeError):
        return rows.none()


def entry_visible_to(user: AnyUser, register: Register, key: UUID) -> OfficeRecord:
    """Return one entry. Raises NotSeen outside the user's scope."""
    rows = access.scoped(register.model._default_manager.all(), user, register.read)
    row = rows.filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such entry."), code="entry_unknown")
    return row


def history_of(user: AnyUser, register: Register, key: UUID) -> list[dict[str, Any]]:
    """Return every revision of an entry with its changes, newest first. Raises NotSeen."""
    entry_visible_to(user, register, key)
    rows: list[dict[str, Any]] = [
        dict(row)
        for row in Revision.objects.filter(subject_id=key)
        .order_by("number")
        .values("number", "at", "by__full_name", "values", "why")
    ]
    before: dict[str, Any] = {}
    for row in rows:
        row["changed"] = [
            (name, before.get(name), row["values"].get(name))
            for name in row["values"]
            if before and before.get(name) != row["values"].get(name)
        ]
        before = row["values"]
    return rows[::-1]


def values_of(register: Register, row: OfficeRecord) -> dict[str, Any]:
    """Return the values of an entry, by field."""
    return {name: getattr(row, register.attribute(name)) for name in register.fields}


def as_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in JSON-compatible form."""
    found: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return found


def choices_of(user: AnyUser, register: Register) -> dict[str, dict[str, str]]:
    """Return the choices of each field with a list: value -> label (English source)."""
    found: dict[str, dict[str, str]] = {}
    for name in dict.fromkeys((*register.fields, *register.columns, *register.filters)):
        if name in register.codes:
            found[name] = dict(codes.choices(register.codes[name]))
        elif name in register.choices:
            found[name] = dict(register.choices[name](user))
        elif words := register.words_of(name):
            found[name] = dict(words)
    return found


def require_choices(user: AnyUser, register: Register, values: Mapping[str, Any]) -> None:
    """Raise Refusal for a value that is not among the choices offered to this user."""
    for name, offered in choices_of(user, register).items():
        if name not in values:
            continue
        given = values[name]
        many: Sequence[Any] = given if isinstance(given, list) else [given]
        for one in many:
            if one in (None, "") or str(one) in offered:
                continue
            raise Refusal(
                N_('"{value}" is not one of the choices. Choose from the list.'),
                field=name,
                code="choice_unknown",
                value=str(one)[:60],
            )


def refusal_of_blanks(register: Register, values: Mapping[str, Any]) -> Refusal | None:
    """Return a refusal for the first required field that is blank, or None."""
    for name in register.fields:
        field: Any = register.model._meta.get_field(name)
        if not field.blank and values.get(name) in (None, ""):
            return Refusal(N_("Fill this in."), field=name, code=f"{name}_missing")
    return None


def typed_values(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values from JSON or a form in the types of the model's fields. Raises Refusal."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in register.fields:
            raise Refusal(
                N_('There is no field "{name}" here.'), code="field_unknown", name=name[:40]
            )
        field = register.model._meta.get_field(name)
        if isinstance(field, JSONField):
            if not isinstance(value, list):
                raise Refusal(N_("Choose from the list."), field=name, code="not_a_list")
            found[name] = [str(one) for one in value]
        elif isinstance(field, ForeignKey):
            try:
                found[name] = UUID(str(value)) if value not in (None, "") else None
            except ValueError:
                raise Refusal(
                    N_("Choose one from the list."), field=name, code="choice_unknown"
                ) from None
        else:
            value = value.strip() if isinstance(value, str) else value
            if value in (None, ""):
                found[name] = None if getattr(field, "null", False) else field.get_default()  # type: ignore[union-attr]
                continue
            try:
                found[name] = field.to_python(value)  # type: ignore[union-attr]
            except ValidationError as error:
                raise Refusal(
                    N_("{said}"), field=name, code="field_unfit", said=str(error.messages[0])
                ) from None
    return found


def changed_since(register: Register, organisation: UUID, moment: datetime) -> int:
    """Return the number of a register's entries changed since ``moment``."""
    rows = register.model._default_manager.filter(
        organisation_id=organisation, changed_at__gte=moment
    )
    return int(rows.count())
