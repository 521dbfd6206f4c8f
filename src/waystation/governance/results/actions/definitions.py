"""Definitions of indicators: one person proposes, another approves; then it is a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

import rfc8785
from django.db import IntegrityError, transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.saving import log
from waystation.foundation.shared import refusals
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import DefinitionDraft, Indicator
from waystation.governance.results.queries import drafts as queries
from waystation.governance.results.queries import store
from waystation.governance.results.queries.indicators import (
    Known,
    current,
    indicator_visible_to,
    retired_indicator_visible_to,
    version_in_force,
)
from waystation.governance.results.rules import approving, definitions, shapes
from waystation.governance.results.transitions import DEFINITION_WORKFLOW

from .indicators import digest_of, keep_definitions, retire_indicator

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

POSITION = 1000
"""Where the office's own indicators are listed: after those of the program."""


@transaction.atomic
def propose_definition(
    user: AnyUser,
    data: Mapping[str, Any],
    why: str,
    *,
    based_on: int | None = None,
    key: UUID | None = None,
) -> DefinitionDraft:
    """Propose an indicator, or another definition of one; it is used once somebody approves it.

    ``based_on`` is the version that its author saw, by default the one in force. Raises NotAllowed,
    and Refusal with the field if the definition does not hold together.
    """
    me = access.require(user, "indicator.design")
    if (there := recorded_before(DefinitionDraft, key)) is not None:
        return _same(there, me)
    refuse([shapes.refusal_of_shape(data)])
    definition = definitions.read(data, store.tables())
    refuse([definitions.refusal_of_open_numbers(definition, store.tables()[definition.source])])
    digest = _digest_of(definition.as_data)
    known = _lock_in_force(me, definition.key)
    unchanged = approving.refusal_of_unchanged(digest, known.digest if known else "")
    return _propose(
        me, definition.key, known, definition.as_data, why, based_on, key, also=unchanged
    )


@transaction.atomic
def propose_retirement(
    user: AnyUser,
    indicator: str,
    why: str,
    *,
    based_on: int | None = None,
    key: UUID | None = None,
) -> DefinitionDraft:
    """Propose that an indicator is used no longer; it is used until somebody else approves that.

    Raises NotAllowed, NotSeen, Refusal.
    """
    me = access.require(user, "indicator.design")
    if (there := recorded_before(DefinitionDraft, key)) is not None:
        return _same(there, me)
    seen = indicator_visible_to(user, indicator)
    known = _lock_in_force(me, indicator)
    data = (known or seen).definition.as_data
    return _propose(me, indicator, known, data, why, based_on or seen.version, key, retires=True)


@transaction.atomic
def propose_reopening(
    user: AnyUser, indicator: str, why: str, *, key: UUID | None = None
) -> DefinitionDraft:
    """Propose to use a retired indicator again, by the definition that it had last.

    Raises NotAllowed, NotSeen, Refusal.
    """
    me = access.require(user, "indicator.design")
    if (there := recorded_before(DefinitionDraft, key)) is not None:
        return _same(there, me)
    last = retired_indicator_visible_to(user, indicator)
    return propose_definition(user, last.definition, why, based_on=0, key=key)


def _same(there: DefinitionDraft, me: User) -> DefinitionDraft:
    refuse([None if there.created_by_id == me.id else _key_is_used()])
    return there


def _lock_in_force(me: User, indicator: str) -> Known | None:
    """Return the definition in force, which nobody else changes until the end."""
    rows = Indicator.objects.filter(organisation_id=me.organisation_id, key=indicator)
    rows.select_for_update().first()
    return current(me.organisation_id).get(indicator)


def _propose(
    me: User,
    indicator: str,
    known: Known | None,
    data: Mapping[str, Any],
    why: str,
    based_on: int | None,
    key: UUID | None,
    *,
    retires: bool = False,
    also: Refusal | None = None,
) -> DefinitionDraft:
    in_force = known.version if known else 0
    waiting = queries.waiting_for(me.organisation_id, indicator) is not None
    refuse(
        [
            approving.refusal_of_waiting(waiting),
            approving.refusal_of_base(in_force if based_on is None else based_on, in_force),
            also,
            Refusal(N_("Say why it changes."), field="why", code="missing")
            if not why.strip()
            else refusals.reason(why, "why"),
        ]
    )
    row = DefinitionDraft.begin(
        me,
        queries.office_of_author(me),
        key,
        indicator=indicator,
        based_on=in_force,
        definition=dict(data),
        retires=retires,
        why=why.strip()[:300],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another user proposed one at the same moment
        refuse([approving.refusal_of_waiting(True)])
    verb = "definition.retire" if retires else "definition.propose"
    log(me, verb, row, indicator=row.indicator, based_on=in_force)
    return row


def _digest_of(definition: Mapping[str, Any]) -> str:
    try:
        return digest_of(definition)
    except rfc8785.CanonicalizationError:
        raise Refusal(
            N_("There is a number in the definition that cannot be stored exactly."),
            field="where",
            code="definition_number_unfit",
        ) from None


def _key_is_used() -> Refusal:
    return Refusal(N_("Somebody else used this key. Send the form again."), code="key_used")


@transaction.atomic
def decide_on_definition(
    user: AnyUser, draft_id: UUID, step: str, **values: Any
) -> DefinitionDraft:
    """Approve, return or withdraw a proposal. The author cannot approve it.

    Raises NotSeen, NotAllowed, Refusal, also where another version is in force meanwhile.
    """
    seen = queries.draft_visible_to(user, draft_id)
    me = access.require(user, DEFINITION_WORKFLOW.transitions[step].permission)
    row = DefinitionDraft.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    approves = step == "approve" and row.state == "proposed"
    if approves and row.retires:  # also where the source of its figures is gone
        in_force = version_in_force(me.organisation_id, row.indicator)
        refuse([approving.refusal_of_base(row.based_on, in_force)])
    elif approves:
        known = current(me.organisation_id).get(row.indicator)
        refuse([approving.refusal_of_base(row.based_on, known.version if known else 0)])
        definitions.read(row.definition, store.tables())
    DEFINITION_WORKFLOW.take(row, step, me, detail={"indicator": row.indicator}, **values)
    if approves and row.retires:
        retire_indicator(me.organisation_id, row.indicator, row.created_by, me)
    elif approves:
        found = [(POSITION, row.definition)]
        keep_definitions(me.organisation_id, found, row.created_by, me, row.why)
    return row
