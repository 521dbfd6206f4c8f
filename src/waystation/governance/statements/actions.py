"""Joint statements: drafted, cleared by silence procedure, released (ToR 72)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.saving import log
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import choice
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.meetings.actions import frame
from waystation.governance.meetings.queries.deliveries import to_entity
from waystation.governance.network.queries import Network, people
from waystation.governance.network.queries.readings import days_off, working_rules
from waystation.governance.network.queries.scope import reader_of
from waystation.governance.network.rules.clocks import working_days_after
from waystation.governance.statements import queries, rules
from waystation.governance.statements.fields import ANSWER, ASK, STATEMENT
from waystation.governance.statements.models import Clearance, Statement, StatementVersion
from waystation.governance.statements.transitions import OPEN, STATEMENT_WORKFLOW


def _lock_statement(user: AnyUser, key: UUID, *permissions: str) -> Statement:
    row = queries.statement_visible_to(user, key)
    access.require_any(user, *permissions, office_id=row.office_id)
    return Statement.objects.select_for_update().get(pk=row.pk)


def _check_values(user: AnyUser, table: FieldTable, values: Mapping[str, Any]) -> dict[str, Any]:
    given = strip_texts(table.complete(values))
    offered = [key for key, _title in knowledge.legal_choices(user)]
    texts = [choice(one, "legal", offered) for one in given.get("legal", ())]
    table.refuse(given, *texts)
    return given


def _write(row: Statement, user: Any, values: Mapping[str, Any], why: str = "") -> None:
    write_values(row, STATEMENT.without("text"), values)
    row.save()
    StatementVersion.objects.create(
        statement=row,
        number=row.number,
        title=row.title,
        text=values["text"],
        why=why.strip()[:300],
        at=now(),
        by=user,
    )


@transaction.atomic
def draft_statement(
    user: AnyUser, title: str, text: str, *, legal: Sequence[str] = ()
) -> Statement:
    """Begin a joint statement. Raises NotAllowed, NotSeen and Refusals by field."""
    network = people.network_visible_to(user, "statement.draft")
    actor = access.require(user, "statement.draft", network.office_id)
    given = _check_values(user, STATEMENT, {"title": title, "text": text, "legal": legal})
    row = Statement.begin(actor, network.office_id)
    _write(row, actor, given)
    log(actor, "statement.draft", row)
    return row


@transaction.atomic
def change_statement(
    user: AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any], *, why: str = ""
) -> Statement:
    """Write the next version. Clearance of the previous one lapses: entities are asked again.

    Raises NotSeen, NotAllowed, Refusals, Conflict if somebody else wrote a version.
    """
    row = _lock_statement(user, key, "statement.draft")
    if row.state not in OPEN:
        raise Refusal(N_("This statement is not open any more."), code="not_open")
    draft = Draft(**queries.values_of(row))
    if not merge_edit(draft, seen, proposed):
        return row
    given = _check_values(user, STATEMENT, draft.values)
    row.number, row.state, row.until = row.number + 1, "draft", None
    row.touch()
    actor = access.signed_in(user)
    _write(row, actor, given, why)
    log(actor, "statement.change", row, number=row.number)
    return row


@transaction.atomic
def ask_clearance(user: AnyUser, key: UUID, until: date | None) -> Statement:
    """Begin the silence procedure: each member is asked, and has the set working days to object.

    An entity that was reached and is silent until the deadline agrees. Raises NotSeen, NotAllowed,
    Refusals.
    """
    row = _lock_statement(user, key, "statement.draft")
    network = people.network_of(row.organisation_id)
    members = [one.entity_id for one in people.members_on(network, today_in())]
    if row.state == "silence":
        raise Refusal(N_("The entities already have this version."), code="asked_already")
    return _ask(user, network, row, "ask", until, members)


@transaction.atomic
def ask_again(user: AnyUser, key: UUID, until: date | None) -> Statement:
    """Ask again members whom the request did not reach; they have the set days from today.

    Raises NotSeen, NotAllowed, Refusal if everybody was reached.
    """
    row = _lock_statement(user, key, "statement.draft")
    network = people.network_of(row.organisation_id)
    names = {one.name for one in row.requests() if one.how(today_in()) == "not_reached"}
    keys = [one.entity_id for one in queries.clearances_of(row) if str(one.entity) in names]
    if not keys:
        raise Refusal(N_("Every entity was reached."), code="all_reached")
    return _ask(user, network, row, "ask_again", until, keys)


def _ask(
    user: AnyUser, network: Network, row: Statement, step: str, until: date | None, keys: list[UUID]
) -> Statement:
    today, days = today_in(), working_rules(network).number("silence_days")
    earliest = working_days_after(today, days, days_off())
    ASK.refuse({"until": until}, rules.refusal_to_ask(until, earliest, days, keys))
    row = _step(user, row.id, step, until=until)
    asked: dict[str, Any] = {"asked_on": today, "until": until}
    for entity in keys:
        known: dict[str, Any] = {"statement": row, "number": row.number, "entity_id": entity}
        Clearance.objects.update_or_create(**known, defaults=asked)
    reader, to = reader_of(user), map(to_entity, keys)
    frame.post(reader, frame.address_deliveries(reader, "statement", queries.version_of(row), to))
    return row


def note_opened(user: AnyUser, row: Statement) -> None:
    """Note on the request to the user's entity that it was opened."""
    entity = people.entity_of(user, today_in())
    if entity is not None:
        sent = Delivery.objects.filter(subject_id=queries.version_of(row).id, kind="statement")
        waiting = sent.filter(opened_at__isnull=True, **to_entity(entity.id))
        waiting.update(opened_at=now(), opened_by=access.signed_in(user))


@transaction.atomic
def clear_statement(
    user: AnyUser,
    key: UUID,
    answer: str,
    reason: str = "",
    *,
    seen: Mapping[str, Any] | None = None,
) -> Clearance:
    """Answer for one's entity: cleared, objects with a reason, or not its matter.

    ``seen`` is the answer that its writer saw. Raises NotSeen, NotAllowed, Refusals, Conflict if a
    colleague has answered otherwise since.
    """
    row = _lock_statement(user, key, "statement.clear")
    today = today_in()
    given = _check_values(user, ANSWER, {"answer": answer, "reason": reason})
    refuse([rules.refusal_to_clear(row.state == "silence", row.until, today, **given)])
    rows = Clearance.objects.select_for_update().filter(statement=row, number=row.number)
    one = rows.filter(entity=people.entity_of(user, today)).first()
    if one is None:
        raise NotSeen(N_("Your entity was not asked to clear this statement."), code="not_asked")
    if seen is not None:
        draft = Draft(**values_of(one, ANSWER))
        merge_edit(draft, seen, given)
        given = draft.values
    actor = access.signed_in(user)
    write_values(one, ANSWER, given)
    one.by, one.answered_at = actor, now()
    one.save()
    log(actor, "statement.clear", row, entity=str(one.entity_id), answer=one.answer)
    return one


@transaction.atomic
def release_statement(user: AnyUser, key: UUID, *, reason: str = "") -> Statement:
    """Release a statement once it is cleared; a co-chair overrides an open one with a reason.

    Raises NotAllowed, NotSeen and Refusal naming who is silent and who objects.
    """
    row = _lock_statement(user, key, *STATEMENT_WORKFLOW.transitions["release"].permissions)
    today = today_in()
    co_chair = access.may(user, "statement.override") and people.is_cochair(user, today)
    refuse([rules.refusal_to_release(row.requests(), today, reason, co_chair)])
    return _step(user, key, "release", reason=reason)


def _step(user: AnyUser, key: UUID, name: str, **values: Any) -> Statement:
    rows = queries.statements_visible_to(user)
    row: Statement = STATEMENT_WORKFLOW.perform(user, rows, key, name, **values)
    return row
