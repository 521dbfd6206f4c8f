"""Sealed links: made, opened once with a code on one device, read, answered, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import READER
from waystation.registry.referrals.models import LinkTry, Referral, SealedLink
from waystation.registry.referrals.queries import letters
from waystation.registry.referrals.queries import links as found
from waystation.registry.referrals.queries.referrals import not_seen
from waystation.registry.referrals.rules import links as rules
from waystation.registry.referrals.rules import referrals as referral_rules

from .answering import take_partner_step
from .drafting import content_of, note_opening

KIND = "referrals.SealedLink"
REFERRAL_KIND = "referrals.Referral"


class MadeLink(NamedTuple):
    """A new link with its code, which is shown once and stored nowhere."""

    link: SealedLink
    code: str


@transaction.atomic
def make_link(user: access.AnyUser, referral_id: UUID, email: str = "") -> MadeLink:
    """Make a link to a referral that was sent; an earlier one is revoked.

    With an address the link is mailed there; the code never is. Raises NotSeen, NotAllowed,
    Refusal for a referral that no partner may read.
    """
    queries.referral_visible_to(user, referral_id)
    referral = Referral.objects.select_for_update(of=("self",)).get(id=referral_id)
    me = access.require(user, "referral.send", referral.office_id)
    refuse([referral_rules.refusal_of_direction(referral.direction, "out")])
    if not found.is_readable(referral):
        raise Refusal(
            N_("There is nothing that a partner may read: send the referral first."),
            code="nothing_sent",
        )
    for earlier in SealedLink.objects.select_for_update().filter(
        referral=referral, revoked_at__isnull=True
    ):
        _revoke(earlier)
    code, key = rules.new_code(), new_key()
    link = SealedLink.begin(
        me,
        referral.office_id,
        key,
        referral=referral,
        expires_at=now() + timedelta(days=rules.LINK_DAYS),
        code=_code_digest(key, code),
    )
    write_sealed(link, "sent_to", email.strip()[:200])
    link.save(force_insert=True)
    _log(me, link, "link.record")
    if email.strip():
        letter = Delivery.begin(
            me,
            referral.office_id,
            kind=letters.LINK,
            subject_kind=KIND,
            subject_id=link.id,
            batch_id=link.id,
            recipient_kind=KIND,
            recipient_id=link.id,
            sent_on=today_in(),
        )
        messaging.post(me, referral.office_id, [letter], page="referrals:list")
    return MadeLink(link, code)


def _code_digest(link_id: UUID, code: str) -> bytes:
    return found.digest_of("code", f"{link_id.hex}{rules.tidy_code(code)}")


def _revoke(link: SealedLink) -> None:
    link.revoked_at = now()
    link.touch()
    link.save()


def _log(me: Any, link: SealedLink, verb: str, **detail: str) -> None:
    """Write down what happened to a link, at the link and at its referral."""
    audit.log(
        me,
        f"referral.{verb}",
        REFERRAL_KIND,
        link.referral_id,
        organisation_id=link.organisation_id,
        office_id=link.office_id,
        link=str(link.id),
        **detail,
    )


@transaction.atomic
def revoke_link(user: access.AnyUser, link_id: UUID) -> SealedLink:
    """Close a link at once; twice is once. Raises NotSeen, NotAllowed."""
    rows = access.scoped(SealedLink.objects.all(), user, "referral.read")
    link = rows.select_for_update().filter(id=link_id).first()
    if link is None:
        raise not_seen()
    me = access.require(user, "referral.send", link.office_id)
    if link.revoked_at is None:
        _revoke(link)
        _log(me, link, "link.revoke")
    return link


# --- whoever holds a link --------------------------------------------------------------------


def refuse_guessing(address: str | None) -> None:
    """Raise TooFast where a network address was wrong too often lately."""
    refuse([rules.refusal_of_address(found.tries_of(address))])


def note_wrong(address: str | None) -> None:
    """Count a wrong link or code of a network address; what is old is forgotten."""
    LinkTry.objects.filter(at__lt=now() - rules.TRIES_WITHIN).delete()
    LinkTry.objects.create(address=found.digest_of("address", address or ""), at=now())


def link_here(token: str, device: str, address: str | None) -> tuple[SealedLink, rules.State]:
    """Return the link of an address and what it is for this device.

    Raises TooFast for an address that guesses, NotSeen for a link that is none of ours.
    """
    refuse_guessing(address)
    link = found.link_of(token)
    if link is None:
        note_wrong(address)
        raise NotSeen(N_("There is no such page here."), code="link_unknown")
    return link, found.state_for(link, device, now())


def open_link(token: str, address: str | None, **values: Any) -> str:
    """Open a link with its code, once, for this device; return the secret of the device.

    A wrong code counts, for the link and for the network address, whatever else happens. Raises
    NotSeen, TooFast, and Refusal for a wrong code, a missing name or a link that is not new.
    """
    link, state = link_here(token, "", address)
    given = READER.complete(values)
    refuse([*READER.refusals(given), rules.refusal_of_reader(given["name"])])
    if state != "new":
        raise over()
    device = ""
    with transaction.atomic():
        link = SealedLink.objects.select_for_update().get(id=link.id)
        if link.opened_at is not None or link.failures >= rules.WRONG_CODES:
            raise over()
        if rules.same(bytes(link.code), _code_digest(link.id, given["code"])):
            device = found.new_device()
            link.device, link.opened_at = found.digest_of("device", device), now()
            write_sealed(link, "reader", given["name"].strip())
        else:
            link.failures += 1
        link.touch()
        link.save()
        _log(None, link, "link.open" if device else "link.refuse")
    if not device:
        note_wrong(address)
        raise rules.wrong_code()
    return device


def over() -> Refusal:
    """Return the one neutral sentence about a link that does not open."""
    return Refusal(
        N_("This link is no longer open. Ask the office that sent it to you."), code="link_over"
    )


@transaction.atomic
def read_by_link(link: SealedLink) -> Referral:
    """Return the referral of a link that is open on this device, and log the reader."""
    link.read_at = now()
    link.touch()
    link.save()
    _log(None, link, "read", by="link")
    return link.referral


@transaction.atomic
def answer_by_link(
    token: str, device: str, address: str | None, step: str, **values: Any
) -> Referral:
    """Take a step with the referral of a link that is open on this device. Raises Refusal."""
    link, state = link_here(token, device, address)
    if state != "open":
        raise over()
    return take_partner_step(link.referral_id, step, values, None, link=str(link.id))


@transaction.atomic
def file_by_link(
    token: str, device: str, address: str | None, file_id: UUID
) -> tuple[str, str, bytes]:
    """Return a file of the referral of a link that is open on this device; it is logged."""
    link, state = link_here(token, device, address)
    if state != "open":
        raise over()
    file = queries.file_for_partner(link.referral, file_id)
    note_opening(None, file, by="link", link=str(link.id))
    name, content = content_of(file)
    return name, file.media, content
