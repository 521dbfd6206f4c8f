"""Calls with their answers, contributions and results; mailings by consent."""

from __future__ import annotations

from collections.abc import Mapping as Values
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import in_order, max_length
from waystation.foundation.shared.words import N_
from waystation.services.diaspora import queries, rules
from waystation.services.diaspora.fields import CALL, CONTRIBUTION, MAILING
from waystation.services.diaspora.models import (
    Answer,
    Call,
    Contribution,
    Mailing,
    Member,
    MemberLink,
)
from waystation.services.diaspora.queries import letters
from waystation.services.diaspora.queries.calls import COMPARED
from waystation.services.diaspora.transitions import (
    ANSWER_WORKFLOW,
    CALL_WORKFLOW,
    CONTRIBUTION_WORKFLOW,
)

LONGEST_MESSAGE = 1000


def _call_refusals(given: Values[str, Any]) -> list[Refusal | None]:
    return [*CALL.refusals(given), in_order(given["opens_on"], given["closes_on"], "closes_on")]


@transaction.atomic
def draft_call(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Call:
    """Draft a call; ``values`` are those of ``fields.CALL``. Raises NotAllowed, Refusals."""
    me = access.require(user, "diaspora.manage", office_id)
    given = strip_texts(CALL.complete(values))
    refuse(_call_refusals(given))
    there = recorded_before(Call, key)
    if there is not None:
        return require_same(there, CALL, {**given, "office_id": office_id})
    if Call.objects.filter(organisation_id=me.organisation_id, title=given["title"]).exists():
        raise Conflict(
            N_("{name} already exists. Open it and change it."), code="known", name=given["title"]
        )
    call = Call.begin(me, office_id, key)
    write_values(call, CALL, given)
    return add(me, "call.record", call, kind=call.kind)


@transaction.atomic
def edit_call(
    user: access.AnyUser, call_id: UUID, seen: Values[str, Any], proposed: Values[str, Any]
) -> Call:
    """Change a call. Raises NotSeen, NotAllowed, Refusals, Conflict for the same field."""
    queries.call_visible_to(user, call_id)
    call = Call.objects.select_for_update().get(id=call_id)
    me = access.require(user, "diaspora.manage", call.office_id)
    changed = merge_edit(call, seen, strip_texts(proposed))
    if not changed:
        return call
    refuse(_call_refusals(values_of(call, CALL)))
    return save(me, "call.edit", call, fields=sorted(changed))


def change_call_state(user: access.AnyUser, call_id: UUID, transition: str, **values: Any) -> Call:
    """Open a call, or close it. Raises NotSeen, NotAllowed."""
    rows = queries.calls_visible_to(user)
    row: Call = CALL_WORKFLOW.perform(user, rows, call_id, transition, **values)
    return row


# Answers


def _answer(me: Any, member: Member, call: Call, message: str) -> Answer:
    """Record the answer of a member to a call, with the reasons; once for each call."""
    refuse(
        [
            rules.refusal_of_call(call.state, call.opens_on, call.closes_on, today_in()),
            max_length(message, "message", LONGEST_MESSAGE),
        ]
    )
    there = Answer.objects.filter(call=call, member=member).first()
    if there is not None:
        return there
    fit = rules.fit_of(values_of(member, COMPARED), values_of(call, CALL))
    answer = Answer.begin(me, call.office_id, call=call, member=member)
    answer.organisation_id = call.organisation_id
    answer.reasons = list(fit.reasons)
    if message.strip():
        write_sealed(answer, "message", message.strip())
    answer.save(force_insert=True)
    audit.log(
        me, "answer.record", "diaspora.Answer", answer.id,
        organisation_id=call.organisation_id, office_id=call.office_id,
    )  # fmt: skip
    return answer


@transaction.atomic
def answer_call(
    user: access.AnyUser, call_id: UUID, member_id: UUID, *, message: str = ""
) -> Answer:
    """Take down that a member offers to contribute to a call. Raises NotSeen, NotAllowed."""
    call = queries.call_visible_to(user, call_id)
    me = access.require(user, "diaspora.record", call.office_id)
    return _answer(me, queries.member_visible_to(user, member_id), call, message)


@transaction.atomic
def answer_in_public(link: MemberLink, call_id: UUID, *, message: str = "") -> Answer:
    """Record a member's offer to contribute to a call. Sent twice it is one. Raises NotSeen.

    For the page of the link, which is open on this device.
    """
    member = queries.member_of_link(link)
    call = Call.objects.filter(id=call_id, organisation_id=member.organisation_id).first()
    if call is None or call.state == "draft":
        raise queries.not_seen()
    return _answer(None, member, call, message)


def change_answer_state(
    user: access.AnyUser, answer_id: UUID, transition: str, **values: Any
) -> Answer:
    """Accept an offer, or decline it. Raises NotSeen, NotAllowed."""
    rows = queries.answers_visible_to(user)
    row: Answer = ANSWER_WORKFLOW.perform(user, rows, answer_id, transition, **values)
    return row


# Contributions


@transaction.atomic
def record_contribution(
    user: access.AnyUser,
    office_id: UUID,
    *,
    member: UUID | None = None,
    group: UUID | None = None,
    call: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Contribution:
    """Record a contribution of a member, a group, or an unnamed contributor.

    ``values`` are those of ``fields.CONTRIBUTION``. Raises NotSeen, NotAllowed, Refusals.
    """
    me = access.require(user, "diaspora.record", office_id)
    given = strip_texts(CONTRIBUTION.complete(values))
    there = recorded_before(Contribution, key)
    if there is not None:
        return require_same(there, CONTRIBUTION, {**given, "office_id": office_id})
    CONTRIBUTION.refuse(given, *rules.refusals_of_contribution(given))
    if group is not None and not queries.groups_visible_to(user).filter(id=group).exists():
        raise queries.not_seen()
    row = Contribution.begin(
        me,
        office_id,
        key,
        member=queries.member_visible_to(user, member) if member else None,
        call=queries.call_visible_to(user, call) if call else None,
    )
    row.group_id = group
    write_values(row, CONTRIBUTION, given)
    return add(me, "contribution.record", row, kind=row.kind)


def change_contribution_state(
    user: access.AnyUser, contribution_id: UUID, transition: str, **values: Any
) -> Contribution:
    """Record that a contribution began, its result, or that it did not take place."""
    rows = queries.contributions_visible_to(user)
    step = CONTRIBUTION_WORKFLOW.perform(user, rows, contribution_id, transition, **values)
    row: Contribution = step
    return row


# Mailings


@transaction.atomic
def draft_mailing(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Mailing:
    """Write a letter to members; nothing leaves yet. Raises NotAllowed, Refusals."""
    me = access.require(user, "diaspora.manage", office_id)
    given = strip_texts(MAILING.complete(values))
    MAILING.refuse(given)
    there = recorded_before(Mailing, key)
    if there is not None:
        return require_same(there, MAILING, {**given, "office_id": office_id})
    mailing = Mailing.begin(me, office_id, key)
    write_values(mailing, MAILING, given)
    return add(me, "mailing.record", mailing)


@transaction.atomic
def edit_mailing(
    user: access.AnyUser, mailing_id: UUID, seen: Values[str, Any], proposed: Values[str, Any]
) -> Mailing:
    """Change a letter that was not sent yet. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    queries.mailing_visible_to(user, mailing_id)
    mailing = Mailing.objects.select_for_update().get(id=mailing_id)
    me = access.require(user, "diaspora.manage", mailing.office_id)
    refuse([rules.refusal_of_sent_letter(mailing.sent_at)])
    changed = merge_edit(mailing, seen, strip_texts(proposed))
    if not changed:
        return mailing
    MAILING.refuse(values_of(mailing, MAILING))
    return save(me, "mailing.edit", mailing, fields=sorted(changed))


@transaction.atomic
def send_mailing(user: access.AnyUser, mailing_id: UUID) -> Mailing:
    """Send a letter to the members who agreed to be written to, once. Raises NotSeen, Refusals."""
    queries.mailing_visible_to(user, mailing_id)
    mailing = Mailing.objects.select_for_update().get(id=mailing_id)
    me = access.require(user, "diaspora.manage", mailing.office_id)
    if mailing.sent_at is not None:
        return mailing
    members = queries.addressed_by(mailing)
    refuse([rules.refusal_to_mail(len(members))])
    today = today_in()
    rows = [
        Delivery.begin(
            me,
            mailing.office_id,
            kind=letters.MAILING,
            subject_kind="diaspora.Mailing",
            subject_id=mailing.id,
            batch_id=mailing.id,
            recipient_kind=letters.RECIPIENT,
            recipient_id=one.id,
            sent_on=today,
        )
        for one in members
    ]
    messaging.post(me, mailing.office_id, rows, page="diaspora:mailings")
    mailing.sent_at, mailing.addressed = now(), len(members)
    mailing.touch()
    mailing.save()
    audit.log(
        me, "mailing.send", "diaspora.Mailing", mailing.id, office_id=mailing.office_id,
        number=len(members),
    )  # fmt: skip
    return mailing
