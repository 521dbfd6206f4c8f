"""Joint statements: drafted, cleared in silence, released; one voice as appropriate (ToR 72)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.statements import queries, rules
from waystation.governance.statements.models import Clearance, Statement, StatementVersion

KIND = "statements.Statement"


def _log(user: Any, verb: str, row: Statement, **detail: Any) -> None:
    audit.log(user, f"statement.{verb}", KIND, row.id, office_id=row.office_id, **detail)


def _locked(user: Anyone, key: UUID, permission: str) -> Statement:
    row = queries.statement_seen_by(user, key)
    access.require(user, permission, row.office_id)
    return Statement.objects.select_for_update().get(pk=row.pk)


def _changed(row: Statement) -> None:
    row.version += 1
    row.changed_at = now()
    row.save()


def _legal(user: Anyone, legal: Sequence[str]) -> list[str]:
    offered = {key for key, _ in knowledge.legal_choices(user)}
    if unknown := set(legal) - offered:
        raise Refusal(
            N_('"{value}" is not in the legal framework. Choose from the list.'),
            field="legal",
            code="choice_unknown",
            value=sorted(unknown)[0],
        )
    return list(legal)


def _version(row: Statement, user: Any, text: str, why: str = "") -> None:
    StatementVersion.objects.create(
        statement=row,
        number=row.number,
        title=row.title,
        text=text.strip(),
        why=why.strip()[:300],
        at=now(),
        by=user,
    )


@transaction.atomic
def draft_statement(user: Anyone, title: str, text: str, *, legal: Sequence[str] = ()) -> Statement:
    """Begin a joint statement. Raises NotAllowed, NotSeen and Refusal with the field."""
    network = people.network_seen_by(user, "statement.draft")
    actor = access.require(user, "statement.draft", network.office_id)
    if refusal := rules.refusal_of_text(title, text):
        raise refusal
    row = Statement.objects.create(
        **stamped(network, actor), title=title.strip(), legal=_legal(user, legal)
    )
    _version(row, actor, text)
    _log(actor, "draft", row)
    return row


@transaction.atomic
def change_statement(
    user: Anyone, key: UUID, title: str, text: str, *, legal: Sequence[str] = (), why: str = ""
) -> Statement:
    """Write the next version. What entities cleared was the one before: they are asked again."""
    row = _locked(user, key, "statement.draft")
    if row.state not in {"draft", "silence"}:
        raise Refusal(N_("This statement is not open any more."), code="not_open")
    if refusal := rules.refusal_of_text(title, text):
        raise refusal
    row.title, row.number, row.state, row.until = title.strip(), row.number + 1, "draft", None
    row.legal = _legal(user, legal)
    _changed(row)
    actor = access.signed_in(user)
    _version(row, actor, text, why)
    _log(actor, "change", row, number=row.number)
    return row


@transaction.atomic
def ask_clearance(user: Anyone, key: UUID, until: date) -> Statement:
    """Begin the silence procedure with every member; who says nothing until the day agrees."""
    row = _locked(user, key, "statement.draft")
    today = today_in()
    network = people.network_of(row.organisation_id)
    members = [one.entity_id for one in people.members_on(network, today)]
    if refusal := rules.refusal_to_ask(row.state, until, today, members):
        raise refusal
    if row.state == "silence":
        raise Refusal(N_("The entities have this version already."), code="asked_already")
    Clearance.objects.bulk_create(
        Clearance(statement=row, number=row.number, entity_id=entity, asked_on=today, until=until)
        for entity in members
    )
    row.state, row.until = "silence", until
    _changed(row)
    _log(access.signed_in(user), "ask", row, number=row.number, until=until.isoformat())
    return row


@transaction.atomic
def clear_statement(user: Anyone, key: UUID, answer: str, reason: str = "") -> Clearance:
    """Answer for one's entity: cleared, objects with a reason, or not its matter."""
    row = _locked(user, key, "statement.clear")
    today = today_in()
    if refusal := rules.refusal_to_clear(row.state, row.until, today, answer, reason):
        raise refusal
    entity = people.entity_of(user, today)
    one = (
        Clearance.objects.select_for_update()
        .filter(statement=row, number=row.number, entity=entity)
        .first()
        if entity
        else None
    )
    if one is None:
        raise NotSeen(N_("Your entity was not asked to clear this statement."), code="not_asked")
    actor = access.signed_in(user)
    one.answer, one.reason, one.by, one.answered_at = answer, reason.strip(), actor, now()
    one.save()
    _log(actor, "clear", row, entity=str(one.entity_id), answer=answer)
    return one


@transaction.atomic
def release_statement(user: Anyone, key: UUID, *, reason: str = "") -> Statement:
    """Release a statement once it is cleared; a co-chair overrides an open one with a reason.

    Raises NotAllowed, NotSeen and Refusal naming who is silent and who objects.
    """
    may = "statement.override" if access.may(user, "statement.override") else "statement.draft"
    row = _locked(user, key, may)
    today = today_in()
    co_chair = may == "statement.override" and people.is_cochair(user, today)
    waiting, objecting = queries.open_of(row, today)
    if refusal := rules.refusal_to_release(row.state, waiting, objecting, reason, co_chair):
        raise refusal
    actor = access.signed_in(user)
    row.state, row.released_on, row.released_by = "released", today, actor
    if waiting or objecting:
        row.not_cleared = ", ".join([*waiting, *objecting])[:500]
        row.override = reason.strip()
    _changed(row)
    _log(actor, "release", row, override=bool(row.override))
    return row
