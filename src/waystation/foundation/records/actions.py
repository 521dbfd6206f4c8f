"""Writing to registers; every change stores a revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_

from . import queries
from .editing import merge_edit
from .models import Revision
from .registers import Register

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def record_entry(
    user: AnyUser,
    register: Register,
    values: Mapping[str, Any],
    *,
    office: UUID | None = None,
    key: UUID | None = None,
) -> OfficeRecord:
    """Add an entry to a register. Repeating the same ``key`` with the same content adds nothing.

    Raises NotAllowed, NotSeen for an office that is not the user's, Conflict, and Refusal with the
    field by the register's own rule.
    """
    seen = access.require(user, register.adds)
    place = office or home_for(seen, register)
    if place not in access.offices_where(user, register.adds):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    checked = _check_values(user, register, values, blank_row(register))
    with transaction.atomic():
        there = register.model._default_manager.filter(pk=key).first() if key else None
        if there is not None:
            same = queries.values_of(register, there) == checked
            if there.organisation_id != seen.organisation_id or not same:
                raise Conflict(N_("This key already belongs to another entry."))
            return there
        moment = now()
        row = register.model(
            id=key or new_key(),
            organisation_id=seen.organisation_id,
            office_id=place,
            created_at=moment,
            created_by=seen,
            changed_at=moment,
            **{register.attribute(name): value for name, value in checked.items()},
        )
        _save(register, row, new=True)
        _keep(seen, register, row, sorted(checked), "record")
    return row


def change_entry(
    user: AnyUser,
    register: Register,
    key: UUID,
    proposed: Mapping[str, Any],
    seen: Mapping[str, Any],
    *,
    why: str = "",
) -> OfficeRecord:
    """Edit an entry; the earlier values remain in its history.

    Raises NotSeen, NotAllowed, Conflict if somebody else changed the same field since ``seen``, and
    Refusal with the field.
    """
    row = queries.entry_visible_to(user, register, key)
    actor = access.require(user, register.write, row.office_id)
    if register.append_only:
        raise Refusal(N_("This is never changed. Add a newer entry beside it."), code="append_only")
    before = _by_attribute(register, queries.typed_values(register, seen))
    with transaction.atomic():
        row = register.model._default_manager.select_for_update().get(pk=key)
        checked = _check_values(user, register, proposed, queries.values_of(register, row))
        changed = merge_edit(row, before, _by_attribute(register, checked))
        if changed:
            row.version += 1
            row.changed_at = now()
            _save(register, row, new=False)
            _keep(actor, register, row, sorted(changed), "change", why)
    return row


def home_for(user: User, register: Register) -> UUID:
    """Return the office in whose register this user writes, unless another is given."""
    mine = access.offices_where(user, register.adds)
    home = access.office_of(user)
    return home.id if home and home.id in mine else mine[0]


def blank_row(register: Register) -> dict[str, Any]:
    """Return the default values of a register's fields."""
    return queries.values_of(register, register.model())


def _check_values(
    user: AnyUser, register: Register, values: Mapping[str, Any], base: Mapping[str, Any]
) -> dict[str, Any]:
    typed = queries.typed_values(register, values)
    whole = {**base, **typed}
    queries.require_choices(user, register, whole)
    refusal = register.refusal(whole, today_in())
    if refusal := refusal or queries.refusal_of_blanks(register, whole):
        raise refusal
    return whole


def _by_attribute(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    return {register.attribute(name): value for name, value in values.items()}


def _save(register: Register, row: OfficeRecord, *, new: bool) -> None:
    try:
        row.clean_fields(exclude=["organisation", "office", "created_by"])
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise Refusal(
            N_("{said}"), field=name, code="field_unfit", said=str(sentences[0])
        ) from error
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as error:
        if "unique" not in str(error).lower():
            raise
        raise Refusal(
            N_("There is already an entry with this name. Open it and change it there."),
            field=register.named,
            code="entry_twice",
        ) from error


def _keep(
    user: User, register: Register, row: OfficeRecord, fields: list[str], verb: str, why: str = ""
) -> None:
    Revision.objects.create(
        organisation_id=row.organisation_id,
        subject_kind=register.kind,
        subject_id=row.id,
        number=row.version,
        at=row.changed_at,
        by=user,
        values=queries.as_data(queries.values_of(register, row)),
        why=why.strip()[:300],
    )
    audit.log(
        user, f"{register.noun}.{verb}", register.kind, row.id,
        office_id=row.office_id, fields=fields,
    )  # fmt: skip
