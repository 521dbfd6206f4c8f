"""Guest links: created, opened once with a code on one device, read, answered, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.messaging.rules import over
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import READER
from waystation.registry.referrals.models import Referral, SealedLink
from waystation.registry.referrals.queries import letters, links
from waystation.registry.referrals.queries.referrals import not_seen
from waystation.registry.referrals.rules import referrals as referral_rules

from .answering import take_partner_step
from .drafting import content_of, note_opening

KIND = "referrals.SealedLink"
REFERRAL_KIND = "referrals.Referral"


@transaction.atomic
def make_link(
    user: access.AnyUser, referral_id: UUID, email: str = "", language: str = ""
) -> messaging.LinkWithCode:
    """Make a link to a referral that was sent; an earlier one is revoked.

    It opens in a ``language``, without one in that of the reader's browser. With an address the
    link is mailed there; the code never is. Raises NotSeen, NotAllowed, Refusal for a referral that
    no partner may read.
    """
    queries.referral_visible_to(user, referral_id)
    referral = Referral.objects.select_for_update(of=("self",)).get(id=referral_id)
    me = access.require(user, "referral.send", referral.office_id)
    refuse([referral_rules.refusal_of_direction(referral.direction, "out")])
    if not links.is_readable(referral):
        raise Refusal(
            N_("There is nothing that a partner may read: send the referral first."),
            code="nothing_sent",
        )
    to = email.strip()[:200]
    made = messaging.make_link_with_code(SealedLink, me, referral, sent_to=to)
    made.link.language = language
    made.link.save()
    _log(me, made.link, "link.record")
    if to:
        letter = Delivery.begin(
            me,
            referral.office_id,
            kind=letters.LINK,
            subject_kind=KIND,
            subject_id=made.link.id,
            batch_id=made.link.id,
            recipient_kind=KIND,
            recipient_id=made.link.id,
            sent_on=today_in(),
        )
        messaging.post(me, referral.office_id, [letter], page="referrals:list")
    return made


def _log(me: Any, link: SealedLink, verb: str, **detail: str) -> None:
    """Log what happened to a link, at its referral."""
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
    link = rows.filter(id=link_id).first()
    if link is None:
        raise not_seen()
    me = access.require(user, "referral.send", link.office_id)
    if link.revoked_at is None and messaging.revoke_links(SealedLink, link.referral):
        link.refresh_from_db()
        _log(me, link, "link.revoke")
    return link


# --- the partner behind a link ---------------------------------------------------------------


def open_link(link: SealedLink, address: str | None, **values: Any) -> str:
    """Open a link with its code, once, for this device; return the secret of the device.

    Raises TooFast, and Refusal for a wrong code, a missing name or a link that is not new.
    """
    given = READER.complete(values)
    READER.refuse(given)
    return messaging.open_with_code(
        link,
        address,
        code=given["code"],
        name=given["name"],
        log=lambda row, what: _log(None, row, f"link.{what}"),
    )


def _refuse_closed(link: SealedLink) -> None:
    """Raise Refusal where a link was closed since its page was opened."""
    if link.is_over(now()) or not links.is_readable(link.referral):
        raise over()


@transaction.atomic
def read_by_link(link: SealedLink) -> Referral:
    """Return the referral of a link that is open on this device, and log the reader."""
    link.read_at = now()
    link.touch()
    link.save()
    _log(None, link, "read", by="link")
    return link.referral


@transaction.atomic
def answer_by_link(link: SealedLink, step: str, **values: Any) -> Referral:
    """Take a step with the referral of a link that is open on this device. Raises Refusal."""
    _refuse_closed(link)
    return take_partner_step(link.referral_id, step, values, None, link=str(link.id))


@transaction.atomic
def file_by_link(link: SealedLink, file_id: UUID) -> tuple[str, str, bytes]:
    """Return a file of the referral of a link that is open on this device; it is logged."""
    _refuse_closed(link)
    file = queries.file_for_partner(link.referral, file_id)
    note_opening(None, file, by="link", link=str(link.id))
    name, content = content_of(file)
    return name, file.media, content
