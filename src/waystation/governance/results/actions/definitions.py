"""Definitions of indicators: one person proposes, another approves; then it is a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import rfc8785
from django.db import IntegrityError, transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import DefinitionDraft, Indicator
from waystation.governance.results.queries import drafts as queries
from waystation.governance.results.queries import store
from waystation.governance.results.queries.indicators import current
from waystation.governance.results.rules import approving, definitions, shapes
from waystation.governance.results.transitions import DEFINITION_WORKFLOW

from .indicators import digest_of, keep_definitions

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
        refuse([None if there.created_by_id == me.id else _key_is_used()])
        return there
    refuse([shapes.refusal_of_shape(data)])
    definition = definitions.read(data, store.tables())
    refuse([definitions.refusal_of_open_numbers(definition, store.tables()[definition.source])])
    digest = _digest_of(definition.as_data)
    Indicator.objects.select_for_update().filter(
        organisation_id=me.organisation_id, key=definition.key
    ).first()
    known = current(me.organisation_id).get(definition.key)
    in_force = known.version if known else 0
    waiting = queries.waiting_for(me.organisation_id, definition.key) is not None
    refuse(
        [
            approving.refusal_of_waiting(waiting),
            approving.refusal_of_base(in_force if based_on is None else based_on, in_force),
            approving.refusal_of_unchanged(digest, known.digest if known else ""),
            Refusal(N_("Say why it changes."), field="why", code="missing")
            if not why.strip()
            else None,
        ]
    )
    row = DefinitionDraft.begin(
        me,
        queries.office_of_author(me),
        key,
        indicator=definition.key,
        based_on=in_force,
        definition=dict(definition.as_data),
        why=why.strip()[:300],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody proposed one for it in this moment
        refuse([approving.refusal_of_waiting(True)])
    log(me, "definition.propose", row, indicator=row.indicator, based_on=in_force)
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
    if approves:
        known = current(me.organisation_id).get(row.indicator)
        refuse([approving.refusal_of_base(row.based_on, known.version if known else 0)])
        definitions.read(row.definition, store.tables())
    DEFINITION_WORKFLOW.take(row, step, me, detail={"indicator": row.indicator}, **values)
    if approves:
        found = [(POSITION, row.definition)]
        keep_definitions(me.organisation_id, found, row.created_by, me, row.why)
    return row
