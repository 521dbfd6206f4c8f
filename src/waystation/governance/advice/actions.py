"""Advice: drafted by members, signed by co-chairs, sent to UNKT, answered by UNKT.

Every step is an event that is appended; the table of transitions is in transitions.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log, save
from waystation.foundation.records.values import strip_texts, tidy_values, values_of
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.advice import rules
from waystation.governance.advice.fields import ANSWER, RECOMMENDATION
from waystation.governance.advice.models import (
    AdviceEvent,
    Evidence,
    FollowUp,
    Recommendation,
)
from waystation.governance.advice.queries import evidence as sources
from waystation.governance.advice.queries import recommendations as queries
from waystation.governance.advice.transitions import ADVICE, add_event, refusal_of_answer
from waystation.governance.meetings.queries import Action, ActionEvent
from waystation.governance.network.queries import Network, people


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in RECOMMENDATION.names if name in values]
    return tidy_values(RECOMMENDATION.only(*names), values)


def _judge(values: Mapping[str, Any]) -> None:
    draft = rules.refusals_of_draft(values["text"], values["addressee"], values["to_whom"])
    RECOMMENDATION.refuse(values, *draft)


@transaction.atomic
def draft_recommendation(
    user: AnyUser, *, key: UUID | None = None, supersedes: UUID | None = None, **values: Any
) -> Recommendation:
    """Draft a recommendation; ``values`` are those of ``fields.RECOMMENDATION``.

    The same ``key`` with the same content returns that one. ``supersedes`` names an earlier,
    signed one that this one replaces. Raises NotAllowed, NotSeen, Refusals with a sentence per
    field, Conflict if the ``key`` has other content.
    """
    network = queries.network_for_advice(user)
    me = access.require(user, "advice.draft", network.office_id)
    given = tidy_values(RECOMMENDATION, values)
    there = recorded_before(Recommendation, key)
    if there is not None:
        return require_same(there, RECOMMENDATION, {**given, "office_id": network.office_id})
    _judge(given)
    before = queries.recommendation_visible_to(user, supersedes) if supersedes else None
    if before is not None and before.state == rules.DRAFT:  # type: ignore[attr-defined]
        raise Refusal(
            N_("The other one is still a draft. Change its words instead."), code="still_a_draft"
        )
    year = today_in().year
    # Numbers are given under the lock of the Network's row, so that no two are the same.
    Network.objects.select_for_update().get(id=network.id)
    last = Recommendation.objects.filter(office_id=network.office_id, year=year)
    row = Recommendation.begin(
        me,
        network.office_id,
        key,
        year=year,
        number=(last.aggregate(most=Max("number"))["most"] or 0) + 1,
        supersedes_id=before.id if before else None,
        **given,
    )
    row.save(force_insert=True)
    add_event(row, me, rules.DRAFT)
    log(me, "advice.draft", row)
    return row


def _open_draft(user: AnyUser, key: UUID) -> tuple[queries.File, Any]:
    """Return a draft that the user may change, locked, and the user.

    Raises NotSeen, NotAllowed, Refusal once it was signed.
    """
    file = _lock(user, key)
    me = access.require(user, "advice.draft", file.row.office_id)
    refuse([rules.refusal_to_edit(file.state)])
    return file, me


def _lock(user: AnyUser, key: UUID) -> queries.File:
    row = queries.recommendation_visible_to(user, key)
    return queries.file_of(Recommendation.objects.select_for_update().get(id=row.id))


@transaction.atomic
def edit_recommendation(
    user: AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Recommendation:
    """Edit a draft. ``seen`` are the values that the editor saw, by field.

    Raises Refusal once it is signed, Conflict if somebody else changed the same field.
    """
    file, me = _open_draft(user, key)
    row = file.row
    changed = merge_edit(row, _tidy(seen), _tidy(proposed))
    if changed:
        _judge(values_of(row, RECOMMENDATION))
        save(me, "advice.edit", row, fields=sorted(changed))
    return row


@transaction.atomic
def cite_evidence(user: AnyUser, key: UUID, kind: str, evidence_key: str) -> Evidence:
    """Add a piece of evidence to a draft, as it is today. Does nothing if it is cited already.

    Raises NotSeen for evidence the user may not read, Refusal once it was signed.
    """
    file, me = _open_draft(user, key)
    cited = sources.cite(user, kind, evidence_key)
    there = next((one for one in file.evidence if (one.kind, one.key) == (kind, cited.key)), None)
    if there is not None:
        return there
    columns = cited.as_columns()
    piece = Evidence.begin(me, file.row.office_id, recommendation=file.row, **columns)
    piece.save(force_insert=True)
    log(me, "advice.cite", file.row, kind=kind, evidence=cited.key)
    return piece


@transaction.atomic
def drop_evidence(user: AnyUser, key: UUID, evidence: UUID) -> None:
    """Take a piece of evidence out of a draft. Raises NotSeen, Refusal once it was signed."""
    file, me = _open_draft(user, key)
    gone, _ = Evidence.objects.filter(id=evidence, recommendation=file.row).delete()
    if not gone:
        raise NotSeen(N_("There is no such evidence here."), code="evidence_unknown")
    log(me, "advice.drop_evidence", file.row)


@transaction.atomic
def take_step(user: AnyUser, key: UUID, step: str, **values: Any) -> Recommendation:
    """Take a step of ``transitions.ADVICE`` with a recommendation.

    Raises NotSeen, NotAllowed, Refusal.
    """
    _lock(user, key)  # before its events are read: the latest one is its state
    visible = queries.recommendations_visible_to(user)
    row: Recommendation = ADVICE.perform(user, visible, key, step, **values)
    return row


def endorse(user: AnyUser, key: UUID) -> Recommendation:
    """Sign a recommendation as a co-chair. The first signature endorses it; others may follow."""
    return take_step(user, key, "endorse")


def submit(user: AnyUser, key: UUID, *, day: date | None = None, how: str = "") -> Recommendation:
    """Record that an endorsed recommendation went to the UNKT, when and how."""
    return take_step(user, key, "submit", day=day, how=how)


def take_up(user: AnyUser, key: UUID, *, day: date | None = None) -> Recommendation:
    """Record that the UNKT is reviewing a recommendation."""
    return take_step(user, key, "take_up", day=day)


def withdraw(user: AnyUser, key: UUID, reason: str) -> Recommendation:
    """Withdraw a recommendation that has no answer."""
    return take_step(user, key, "withdraw", reason=reason)


@transaction.atomic
def record_answer(user: AnyUser, key: UUID, *, verdict: str, **values: Any) -> AdviceEvent:
    """Record UNKT's decision; ``values`` are those of ``fields.ANSWER``.

    A second answer supersedes the first and gives the reason; the first is unchanged. The same
    answer sent twice is stored once. Raises NotAllowed, also for a co-chair who signed the
    recommendation (four eyes), and Refusals for a blank motivation, day or decider.
    """
    file = _lock(user, key)
    permissions = ("advice.answer", "advice.record_answer")
    access.require_any(user, *permissions, office_id=file.row.office_id)
    given = ANSWER.complete({**values, "verdict": verdict})
    there = file.answer
    if there is not None and queries.answer_in(there) == strip_texts(given):
        return there
    if verdict not in rules.ANSWERS:
        refuse([refusal_of_answer(file, verdict, given)])
    take_step(user, key, verdict, **values)
    return file.row.events.latest("number")


@transaction.atomic
def follow_up(
    user: AnyUser,
    recommendation: UUID,
    *,
    text: str,
    owner: UUID | None,
    due_on: date | None,
    key: UUID | None = None,
) -> FollowUp:
    """Add an action that carries an answered recommendation on: what, which member, until when.

    It joins the Network's actions and its matters arising. Raises NotSeen, NotAllowed, Refusal
    before there is an answer and for a blank field or an entity that is no member.
    """
    file = _lock(user, recommendation)
    row = file.row
    me = access.require(user, "decision.record", row.office_id)
    there = FollowUp.objects.filter(id=key, recommendation=row).first() if key else None
    if there:
        return there
    network = queries.network_for_advice(user)
    members = set(people.members_on(network, today_in()).values_list("entity_id", flat=True))
    refuse(rules.refusals_of_follow_up(file.state, text, owner in members, due_on, today_in()))
    agreed: dict[str, Any] = {"owner_id": owner, "due_on": due_on, "text": text.strip()[:500]}
    office, number = row.office_id, row.follow_ups.count() + 1
    action = Action.begin(me, office, number=number, **agreed)
    action.save(force_insert=True)
    ActionEvent.begin(me, office, action=action, after=action.state).save(force_insert=True)
    log(me, "action.open", action)
    log(me, "advice.follow_up", row, action=str(action.id))
    follow_up = FollowUp.begin(me, office, key, recommendation=row, action=action)
    follow_up.save(force_insert=True)
    return follow_up
