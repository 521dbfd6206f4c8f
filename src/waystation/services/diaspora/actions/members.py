"""Planning and opening mappings; members who register, correct and erase themselves."""

from __future__ import annotations

from collections.abc import Mapping as Values
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, TooFast, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_
from waystation.services.diaspora import queries, rules
from waystation.services.diaspora.fields import ASKED_BY_COLLEAGUES, MAPPING, MEMBER
from waystation.services.diaspora.models import Mapping, Member, MemberLink
from waystation.services.diaspora.transitions import ANSWER_WORKFLOW, MAPPING_WORKFLOW

KIND = "diaspora.Member"


# Mappings


@transaction.atomic
def plan_mapping(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Mapping:
    """Plan a mapping; ``values`` are those of ``fields.MAPPING``. Raises NotAllowed, Refusals."""
    me = access.require(user, "diaspora.manage", office_id)
    given = strip_texts(MAPPING.complete(values))
    refuse(_mapping_refusals(given))
    there = recorded_before(Mapping, key)
    if there is not None:
        return require_same(there, MAPPING, {**given, "office_id": office_id})
    if Mapping.objects.filter(organisation_id=me.organisation_id, title=given["title"]).exists():
        raise Conflict(
            N_("{name} already exists. Open it and change it."), code="known", name=given["title"]
        )
    mapping = Mapping.begin(me, office_id, key)
    write_values(mapping, MAPPING, given)
    return add(me, "mapping.record", mapping)


def _mapping_refusals(given: Values[str, Any]) -> list[Refusal | None]:
    return [
        *MAPPING.refusals(given),
        in_order(given["starts_on"], given["ends_on"], "ends_on"),
        Refusal(N_("Enter a target of at least one member."), field="target", code="target")
        if given["target"] is not None and given["target"] < 1
        else rules.refusal_of_figure(given["target"], "target", rules.MOST_COUNTED),
    ]


@transaction.atomic
def edit_mapping(
    user: access.AnyUser, mapping_id: UUID, seen: Values[str, Any], proposed: Values[str, Any]
) -> Mapping:
    """Edit a mapping, or write its findings. Raises NotSeen, NotAllowed, Refusals."""
    queries.mapping_visible_to(user, mapping_id)
    mapping = Mapping.objects.select_for_update().get(id=mapping_id)
    me = access.require(user, "diaspora.manage", mapping.office_id)
    changed = merge_edit(mapping, seen, strip_texts(proposed))
    if not changed:
        return mapping
    refuse(_mapping_refusals(values_of(mapping, MAPPING)))
    return save(me, "mapping.edit", mapping, fields=sorted(changed))


def change_mapping_state(
    user: access.AnyUser, mapping_id: UUID, transition: str, **values: Any
) -> Mapping:
    """Open the registration, or close it. Raises NotSeen, NotAllowed."""
    rows = queries.mappings_visible_to(user)
    row: Mapping = MAPPING_WORKFLOW.perform(user, rows, mapping_id, transition, **values)
    return row


# Members


def _refusals(given: Values[str, Any], agreed: bool, mailing: bool) -> list[Refusal | None]:
    return [
        *MEMBER.refusals(given),
        rules.refusal_of_consent(agreed),
        rules.refusal_of_email(given["email"], mailing),
    ]


def check_member(*, agreed: bool, mailing: bool = False, **values: Any) -> None:
    """Check the answers of a member and their consent, without storing them. Raises Refusals."""
    refuse(_refusals(strip_texts(MEMBER.complete(values)), agreed, mailing))


def _note_consent(member: Member, mailing: bool) -> None:
    member.consent_number = rules.CONSENT_NUMBER
    member.consented_at = now()
    member.mailing_since = now() if mailing else None


@transaction.atomic
def record_member(
    user: access.AnyUser,
    mapping_id: UUID,
    *,
    agreed: bool,
    mailing: bool = False,
    key: UUID | None = None,
    **values: Any,
) -> Member:
    """Register a member whom a colleague has met; ``values`` are ``fields.ASKED_BY_COLLEAGUES``.

    ``agreed``: the consent was read to them. Raises NotSeen, NotAllowed, Refusals.
    """
    mapping = queries.mapping_visible_to(user, mapping_id)
    me = access.require(user, "diaspora.record", mapping.office_id)
    given = strip_texts(ASKED_BY_COLLEAGUES.complete(values))
    there = recorded_before(Member, key)
    if there is not None:
        return require_same(there, ASKED_BY_COLLEAGUES, given)
    refuse(_refusals(given, agreed, mailing))
    member = Member.begin(me, mapping.office_id, key, mapping=mapping)
    write_values(member, ASKED_BY_COLLEAGUES, given)
    _note_consent(member, mailing)
    member.save(force_insert=True)
    audit.log(me, "member.record", KIND, member.id, office_id=member.office_id)
    return member


@transaction.atomic
def edit_member(
    user: access.AnyUser, member_id: UUID, seen: Values[str, Any], proposed: Values[str, Any]
) -> Member:
    """Correct a member's data. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    queries.member_visible_to(user, member_id)
    member = Member.objects.select_for_update().get(id=member_id)
    me = access.require(user, "diaspora.record", member.office_id)
    draft = Draft(**values_of(member, ASKED_BY_COLLEAGUES))
    changed = merge_edit(draft, seen, strip_texts(proposed))
    if not changed:
        return member
    given = draft.values
    refuse(_refusals(given, True, member.mailing_since is not None))
    write_values(member, ASKED_BY_COLLEAGUES, given)
    return save(me, "member.edit", member, fields=sorted(changed))


@transaction.atomic
def erase_member(user: access.AnyUser, member_id: UUID) -> Member:
    """Erase a member who asked for it; the row stays counted. Raises NotSeen, NotAllowed."""
    queries.member_visible_to(user, member_id)
    member = Member.objects.select_for_update().get(id=member_id)
    me = access.require(user, "diaspora.record", member.office_id)
    _erase(member)
    audit.log(me, "member.erase", KIND, member.id, office_id=member.office_id)
    return member


def _erase(member: Member) -> None:
    for name, blank in ASKED_BY_COLLEAGUES.erased.items():
        setattr(member, name, blank)
    member.language, member.mailing_since, member.erased_at = "", None, now()
    member.touch()
    member.save()
    for answer in member.answers.select_for_update():
        answer.message = b""
        ANSWER_WORKFLOW.take(answer, "erase")


@transaction.atomic
def make_link(user: access.AnyUser, member_id: UUID) -> MemberLink:
    """Make a new address for a member; the ones before open nothing. Raises NotSeen, NotAllowed."""
    queries.member_visible_to(user, member_id)
    member = Member.objects.select_for_update().get(id=member_id)
    me = access.require(user, "diaspora.record", member.office_id)
    link = messaging.make_link(MemberLink, me, member)
    audit.log(me, "member.link", KIND, member.id, office_id=member.office_id)
    return link


# Without an account


@transaction.atomic
def own_link(member: Member) -> MemberLink:
    """Make the address of a member who has just registered, for the page that did it."""
    link = messaging.make_link(MemberLink, None, member)
    _log_unsigned("member.link", member)
    return link


def _log_unsigned(verb: str, member: Member, **detail: Any) -> None:
    audit.log(
        None,
        verb,
        KIND,
        member.id,
        organisation_id=member.organisation_id,
        office_id=member.office_id,
        **detail,
    )


@transaction.atomic
def register_in_public(
    *, agreed: bool, mailing: bool = False, key: UUID, language: str = "", **values: Any
) -> Member:
    """Register without an account, into the mapping that is open. Sent twice it is one.

    Raises NotSeen where none is open, Refusals, TooFast where more come in an hour than people
    could send.
    """
    mapping = queries.open_mapping(today_in())
    if mapping is None:
        raise NotSeen(N_("The registration is not open now."), code="not_open")
    given = strip_texts(MEMBER.complete(values))
    there = recorded_before(Member, key)
    if there is not None:
        return require_same(there, MEMBER, given)
    lately = Member.objects.filter(
        mapping=mapping, by_public=True, created_at__gt=rules.an_hour_before(now())
    )
    if lately.count() >= rules.MOST_PUBLIC_AN_HOUR:
        raise TooFast(
            N_("Many people are registering just now. Try again in an hour."), code="pace"
        )
    refuse(_refusals(given, agreed, mailing))
    member = Member.begin(
        None, mapping.office_id, key, organisation_id=mapping.organisation_id, mapping=mapping
    )
    write_values(member, MEMBER, given)
    member.language, member.by_public = language, True
    _note_consent(member, mailing)
    member.save(force_insert=True)
    _log_unsigned("member.record", member)
    return member


@transaction.atomic
def correct_in_public(
    link: MemberLink, seen: Values[str, Any], proposed: Values[str, Any], *, agreed: bool
) -> Member:
    """Let members correct their own data, ``fields.OWN_ENTRY``. Raises NotSeen, Refusals, Conflict.

    The letters that a member has ended since the page was opened do not begin again.
    """
    found = queries.member_of_link(link)
    member = Member.objects.select_for_update().get(id=found.id)
    draft = Draft(**values_of(member, MEMBER), mailing=member.mailing_since is not None)
    changed = merge_edit(draft, seen, strip_texts(proposed))
    given = draft.values
    mailing = given.pop("mailing")
    refuse(_refusals(given, agreed, mailing))
    if not changed:
        return member
    write_values(member, MEMBER, given)
    if "mailing" in changed:
        member.mailing_since = now() if mailing else None
    member.touch()
    member.save()
    _log_unsigned("member.edit", member)
    return member


@transaction.atomic
def erase_in_public(link: MemberLink) -> None:
    """Let members erase their own data at once. Raises NotSeen."""
    found = queries.member_of_link(link)
    member = Member.objects.select_for_update().get(id=found.id)
    _erase(member)
    _log_unsigned("member.erase", member)


@transaction.atomic
def stop_letters(secret: str) -> Member:
    """End the letters to a member. Doing it twice changes nothing. Raises NotSeen."""
    found = queries.member_of_mail_secret(secret)
    member = Member.objects.select_for_update().get(id=found.id)
    if member.mailing_since is not None:
        member.mailing_since = None
        member.touch()
        member.save()
        _log_unsigned("member.stop", member)
    return member
