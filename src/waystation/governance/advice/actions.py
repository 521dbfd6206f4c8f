"""Advice: drafted by members, signed by co-chairs, sent to the UNKT, answered by it.

Every change is an event that is only added; see models/advice.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.shared.errors import (
    Conflict,
    NotAllowed,
    NotSeen,
    Refusal,
    refuse,
)
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.advice import rules
from waystation.governance.advice.models import (
    AdviceEvent,
    Evidence,
    FollowUp,
    Recommendation,
    Signature,
)
from waystation.governance.advice.queries import evidence as sources
from waystation.governance.advice.queries import recommendations as queries
from waystation.governance.meetings.queries import Action, ActionEvent
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import Network, people
from waystation.registry.reference import queries as reference

PLAIN = ("text", "rationale", "addressee", "to_whom", "gcm", "sdg")
LISTS = {"gcm": "gcm_objective", "sdg": "sdg_target"}
KIND = "advice.Recommendation"


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: str(values.get(name) or "").strip() for name in PLAIN if name not in LISTS},
        **{name: sorted(set(values.get(name) or ())) for name in LISTS},
    }


@transaction.atomic
def draft_recommendation(
    user: Anyone, *, id: UUID | None = None, supersedes: UUID | None = None, **values: Any
) -> Recommendation:
    """Write down a recommendation: text (one sentence), addressee, to_whom, rationale, gcm, sdg.

    The same ``id`` with the same content returns what is there. ``supersedes`` names one that
    was signed before and that this one takes the place of. Raises NotAllowed, NotSeen,
    Refusals with a sentence per field, Conflict where the ``id`` was used for something else.
    """
    network = queries.network_for_advice(user)
    me = access.require(user, "advice.draft", network.office_id)
    given = _given(values)
    there = Recommendation.objects.filter(id=id).first() if id else None
    if there is not None:
        return _same(there, network.office_id, given)
    refuse(
        [
            *rules.refusals_of_draft(given["text"], given["addressee"], given["to_whom"]),
            *reference.refusals_of_codes(LISTS, given),
        ]
    )
    before = queries.recommendation_seen_by(user, supersedes) if supersedes else None
    if before is not None and before.state == rules.DRAFT:  # type: ignore[attr-defined]
        raise Refusal(
            N_("The other one is still a draft. Change its words instead."), code="still_a_draft"
        )
    year = today_in().year
    # Numbers are given under the lock of the Network's row, so that no two are the same.
    Network.objects.select_for_update().get(id=network.id)
    last = Recommendation.objects.filter(office_id=network.office_id, year=year)
    row = Recommendation.objects.create(
        id=id or new_key(),
        **stamped(network, me),
        year=year,
        number=(last.aggregate(most=Max("number"))["most"] or 0) + 1,
        supersedes_id=before.id if before else None,
        **given,
    )
    _happened(row, me, rules.DRAFT)
    _log(me, "advice.draft", row)
    return row


def _same(there: Recommendation, office_id: UUID, given: Mapping[str, Any]) -> Recommendation:
    if there.office_id == office_id and all(getattr(there, n) == given[n] for n in PLAIN):
        return there
    raise Conflict(
        N_("A different recommendation was recorded with this key already. Nothing was changed."),
        code="key_used",
    )


def _log(me: Anyone, verb: str, row: Recommendation, **detail: Any) -> None:
    audit.log(access.signed_in(me), verb, KIND, row.id, office_id=row.office_id, **detail)


def _happened(row: Recommendation, me: Anyone, state: str, **values: Any) -> AdviceEvent:
    last = row.events.aggregate(most=Max("number"))["most"] or 0
    return AdviceEvent.objects.create(
        **stamped(row, me),
        recommendation=row,
        number=last + 1,
        state=state,
        **{"day": today_in(), **values},
    )


def _opened(user: Anyone, key: UUID) -> queries.File:
    """Return a recommendation for a change, locked. Raises NotSeen."""
    row = queries.recommendation_seen_by(user, key)
    locked = Recommendation.objects.select_for_update().get(id=row.id)
    return queries.file_of(locked)


def _require_any(user: Anyone, office_id: UUID, *permissions: str) -> Anyone:
    for permission in permissions:
        if access.may(user, permission, office_id):
            return access.signed_in(user)
    return access.require(user, permissions[0], office_id)


@transaction.atomic
def edit_recommendation(
    user: Anyone, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Recommendation:
    """Change a draft. ``seen`` is what the editor had before them, field by field.

    Raises Refusal once it was signed, Conflict where somebody else changed the same field.
    """
    file = _opened(user, key)
    row = file.row
    me = access.require(user, "advice.draft", row.office_id)
    refuse([rules.refusal_to_edit(file.state)])
    unknown = sorted((set(seen) | set(proposed)) - set(PLAIN))
    if unknown:
        raise Refusal(
            N_("A recommendation has no field {fields}."),
            code="unknown_field",
            fields=", ".join(unknown),
        )
    changed = merge_edit(row, _kept(seen), _kept(proposed))
    if not changed:
        return row
    values = {name: getattr(row, name) for name in PLAIN}
    refuse(
        [
            *rules.refusals_of_draft(values["text"], values["addressee"], values["to_whom"]),
            *reference.refusals_of_codes(LISTS, values),
        ]
    )
    row.version += 1
    row.changed_at = now()
    row.save()
    _log(me, "advice.edit", row, fields=sorted(changed))
    return row


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    clean = _given(values)
    return {name: clean[name] for name in values}


@transaction.atomic
def cite_evidence(user: Anyone, key: UUID, kind: str, evidence_key: str) -> Evidence:
    """Add a piece of evidence to a draft, as it is today. Does nothing if it is cited already.

    Raises NotSeen for evidence the user may not read, Refusal once it was signed.
    """
    file = _opened(user, key)
    row = file.row
    me = access.require(user, "advice.draft", row.office_id)
    refuse([rules.refusal_to_edit(file.state)])
    cited = sources.cited(user, kind, evidence_key)
    there = next((one for one in file.evidence if (one.kind, one.key) == (kind, cited.key)), None)
    if there is not None:
        return there
    piece = Evidence.objects.create(
        **stamped(row, me),
        recommendation=row,
        kind=kind,
        key=cited.key,
        title=cited.title,
        said=cited.said,
        as_of=cited.as_of,
        source=cited.source,
        content=dict(cited.content),
        digest=cited.digest,
    )
    _log(me, "advice.cite", row, kind=kind, evidence=cited.key)
    return piece


@transaction.atomic
def drop_evidence(user: Anyone, key: UUID, evidence: UUID) -> None:
    """Take a piece of evidence out of a draft. Raises NotSeen, Refusal once it was signed."""
    file = _opened(user, key)
    me = access.require(user, "advice.draft", file.row.office_id)
    refuse([rules.refusal_to_edit(file.state)])
    gone, _ = Evidence.objects.filter(id=evidence, recommendation=file.row).delete()
    if not gone:
        raise NotSeen(N_("There is no such evidence here."), code="evidence_unknown")
    _log(me, "advice.drop_evidence", file.row)


@transaction.atomic
def endorse(user: Anyone, key: UUID) -> Recommendation:
    """Sign a recommendation as a co-chair. The first signature endorses it; others may follow.

    Raises NotAllowed, Refusal for who is no co-chair today, for a second signature and where
    no evidence is cited.
    """
    file = _opened(user, key)
    row = file.row
    me = access.require(user, "advice.endorse", row.office_id)
    today = today_in()
    seats = people.seats_of(me, today)
    refuse([rules.refusal_to_endorse(bool(seats), len(file.evidence), me.id in file.signatories)])
    if file.state not in {rules.DRAFT, rules.ENDORSED}:
        raise Refusal(
            N_("It was submitted already, so nobody signs it any more."), code="submitted_already"
        )
    Signature.objects.create(
        **stamped(row, me),
        recommendation=row,
        user=me,
        seat=", ".join(sorted(seats)),
        day=today,
    )
    if file.state == rules.DRAFT:
        _happened(row, me, rules.ENDORSED)
        _set_aside(row, me)
    _log(me, "advice.endorse", row, seats=sorted(seats))
    return row


def _set_aside(row: Recommendation, me: Anyone) -> None:
    """Withdraw the recommendation that this one supersedes, if nobody has answered it."""
    if row.supersedes_id is None:
        return
    before = Recommendation.objects.select_for_update().get(id=row.supersedes_id)
    state = before.events.order_by("-number").values_list("state", flat=True)[0]
    if rules.refusal_to_move(state, rules.WITHDRAWN) is None:
        _happened(before, me, rules.WITHDRAWN, note=f"→ {row}")
        _log(me, "advice.withdraw", before, superseded_by=str(row))


@transaction.atomic
def submit(user: Anyone, key: UUID, *, day: date | None = None, how: str = "") -> Recommendation:
    """Record that an endorsed recommendation went to the UNKT, when and how.

    Raises NotAllowed, Refusal for what is not endorsed and for a day to come or too early.
    """
    file = _opened(user, key)
    row = file.row
    me = _require_any(user, row.office_id, "advice.submit", "advice.endorse")
    refuse([rules.refusal_to_move(file.state, rules.SUBMITTED)])
    day = _day_of_event(day, file)
    _happened(row, me, rules.SUBMITTED, day=day, note=how.strip())
    _log(me, "advice.submit", row)
    return row


def _day_of_event(day: date | None, file: queries.File) -> date:
    """Return the day of an event: not to come, and not before the event that it follows."""
    day = day or today_in()
    if not file.events[-1].day <= day <= today_in():
        raise Refusal(
            N_("The day lies between {first} and today."),
            field="day",
            code="day_unfit",
            first=f"{file.events[-1].day:%d.%m.%Y}",
        )
    return day


@transaction.atomic
def take_up(user: Anyone, key: UUID, *, day: date | None = None) -> Recommendation:
    """Record that the UNKT is reviewing a recommendation. Raises NotAllowed, Refusal."""
    file = _opened(user, key)
    row = file.row
    me = _require_any(user, row.office_id, "advice.answer", "advice.record_answer")
    refuse([rules.refusal_to_move(file.state, rules.REVIEW)])
    _happened(row, me, rules.REVIEW, day=_day_of_event(day, file))
    _log(me, "advice.take_up", row)
    return row


@transaction.atomic
def record_answer(
    user: Anyone,
    key: UUID,
    *,
    verdict: str,
    motivation: str = "",
    decided_on: date | None = None,
    decider: str = "",
    document: str = "",
    why: str = "",
) -> AdviceEvent:
    """Record what the UNKT decided: followed, partly followed or not followed.

    A second answer supersedes the first and says why; the first stays as it was. The same
    answer sent twice is one. Raises NotAllowed, also for who signed the recommendation as
    co-chair (four eyes), and Refusals for a blank motivation, day or decider.
    """
    file = _opened(user, key)
    row = file.row
    me = _require_any(user, row.office_id, "advice.answer", "advice.record_answer")
    if refusal := rules.refusal_of_four_eyes(file.signatories, me.id):
        raise NotAllowed(refusal.sentence, code=refusal.code)
    given = {
        "motivation": motivation.strip(),
        "decided_on": decided_on,
        "decider": decider.strip(),
        "document": document.strip(),
        "note": why.strip(),
    }
    there = file.answer
    if (
        there is not None
        and there.state == verdict
        and all(getattr(there, name) == value for name, value in given.items())
    ):
        return there
    refuse([rules.refusal_to_move(file.state, verdict) if verdict in rules.ANSWERS else None])
    refuse(
        rules.refusals_of_answer(
            verdict,
            motivation,
            decided_on,
            decider,
            submitted_on=file.submitted_on,
            today=today_in(),
            supersedes=there is not None,
            why=why,
        )
    )
    event = _happened(row, me, verdict, **given)
    _log(me, "advice.answer", row, verdict=verdict, supersedes=there is not None)
    return event


@transaction.atomic
def withdraw(user: Anyone, key: UUID, reason: str) -> Recommendation:
    """Withdraw a recommendation that nobody has answered. Raises NotAllowed, Refusal."""
    file = _opened(user, key)
    row = file.row
    if file.state == rules.DRAFT and row.created_by_id == access.signed_in(user).id:
        me: Anyone = access.require(user, "advice.draft", row.office_id)
    else:
        me = _require_any(user, row.office_id, "advice.submit", "advice.endorse")
    refuse([rules.refusal_to_move(file.state, rules.WITHDRAWN), rules.refusal_to_withdraw(reason)])
    _happened(row, me, rules.WITHDRAWN, note=reason.strip())
    _log(me, "advice.withdraw", row)
    return row


@transaction.atomic
def follow_up(
    user: Anyone,
    key: UUID,
    *,
    text: str,
    owner: UUID | None,
    due_on: date | None,
    id: UUID | None = None,
) -> FollowUp:
    """Add an action that carries an answered recommendation on: what, which member, until when.

    It joins the Network's actions and its matters arising. Raises NotSeen, NotAllowed, Refusal
    before there is an answer and for a blank field or an entity that is no member.
    """
    file = _opened(user, key)
    row = file.row
    me = access.require(user, "decision.record", row.office_id)
    there = FollowUp.objects.filter(id=id, recommendation=row).first() if id else None
    if there:
        return there
    network = queries.network_for_advice(user)
    members = set(people.members_on(network, today_in()).values_list("entity_id", flat=True))
    refuse(rules.refusals_of_follow_up(file.state, text, owner in members, due_on, today_in()))
    if owner is None or due_on is None:
        raise ValueError("The rule has let a blank through.")
    action = Action.objects.create(
        **stamped(row, me),
        number=row.follow_ups.count() + 1,
        text=text.strip()[:500],
        owner_id=owner,
        due_on=due_on,
    )
    ActionEvent.objects.create(**stamped(row, me), action=action, after=action.state)
    audit.log(
        access.signed_in(me), "action.open", "meetings.Action", action.id, office_id=row.office_id
    )
    link = FollowUp.objects.create(
        id=id or new_key(), **stamped(row, me), recommendation=row, action=action
    )
    _log(me, "advice.follow_up", row, action=str(action.id))
    return link
