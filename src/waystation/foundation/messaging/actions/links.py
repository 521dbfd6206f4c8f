"""Guests' links: created, revoked, and opened once on one device, some with a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, NamedTuple, TypeVar

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import queries, rules
from waystation.foundation.messaging.records import CodedLink, GuestLink, LinkTry, digest_of
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now

L = TypeVar("L", bound=GuestLink)
C = TypeVar("C", bound=CodedLink)


class LinkWithCode(NamedTuple):
    """A new link with its code, which is shown once and not stored."""

    link: Any
    code: str


def make_link(model: type[L], me: Any, record: Any) -> L:
    """Create a link to a record of an office; earlier links to it become invalid.

    ``me`` is None for a guest. The caller has checked the permission, and opened the transaction.
    """
    link = _begin(model, me, record)
    link.save(force_insert=True)
    return link


def make_link_with_code(model: type[C], me: Any, record: Any, **sealed: str) -> LinkWithCode:
    """Create a link with a code, like ``make_link``; ``sealed`` are the model's sealed texts."""
    link, code = _begin(model, me, record), rules.new_code()
    link.code = _code_digest(link, code)
    for name, text in sealed.items():
        write_sealed(link, name, text)
    link.save(force_insert=True)
    return LinkWithCode(link, code)


def _begin(model: type[L], me: Any, record: Any) -> L:
    revoke_links(model, record)
    expires_at = now() + timedelta(days=model.days)
    link = model.begin(me, record.office_id, new_key(), expires_at=expires_at)
    link.organisation_id = record.organisation_id
    setattr(link, model.subject, record)
    return link


def revoke_links(model: type[GuestLink], record: Any) -> int:
    """Revoke all links to a record; return how many were valid."""
    rows = model._default_manager.select_for_update().filter(
        **{model.subject: record}, revoked_at=None
    )
    for link in rows:
        link.revoked_at = now()
        link.touch()
        link.save()
    return len(rows)


@transaction.atomic
def bind(link: GuestLink) -> str:
    """Open a link on one device, once; return the secret that identifies the device.

    Raises NotSeen if another device has already opened it.
    """
    row = _locked(link)
    if row.state_for("", now()) != "new":
        raise NotSeen(rules.ELSEWHERE, code="link_elsewhere")
    device = _bind(row)
    row.save()
    audit.log(
        None,
        "link.open",
        row._meta.label,
        row.id,
        organisation_id=row.organisation_id,
        office_id=row.office_id,
    )
    return device


def open_with_code(
    link: CodedLink,
    address: str | None,
    *,
    code: str,
    name: str,
    log: Callable[[Any, str], None],
) -> str:
    """Open a link with its code, once, on this device; return the device's secret.

    A wrong code is counted for the link and the IP address in any case. ``log`` writes the
    audit-log entry: it is called with the link and "open" or "refuse". Raises TooFast, and Refusal
    for a missing name, a wrong code or a link that is not new.
    """
    refuse_guessing(address)
    refuse([rules.refusal_of_reader(name)])
    device = ""
    with transaction.atomic():
        row: Any = _locked(link)
        if row.state_for("", now()) != "new":
            raise rules.over()
        if rules.is_same(bytes(row.code), _code_digest(row, code)):
            device = _bind(row)
            write_sealed(row, "reader", name.strip())
        else:
            row.failures += 1
            row.touch()
        row.save()
        log(row, "open" if device else "refuse")
    if not device:
        note_wrong(address)
        raise rules.wrong_code()
    return device


def _locked(link: L) -> L:
    rows = type(link)._default_manager.select_for_update(of=("self",))
    row: L = rows.get(id=link.id)  # type: ignore[assignment]
    return row


def _bind(row: GuestLink) -> str:
    device = token_urlsafe(32)
    row.device, row.opened_at = digest_of(row.salt, "device", device), now()
    row.touch()
    return device


def _code_digest(link: CodedLink, code: str) -> bytes:
    return digest_of(link.salt, "code", f"{link.id.hex}{rules.tidy_code(code)}")


def refuse_guessing(address: str | None) -> None:
    """Raise TooFast if an IP address has made too many wrong tries recently."""
    refuse([rules.refusal_of_address(queries.tries_of(address))])


def note_wrong(address: str | None) -> None:
    """Count a wrong link or code of an IP address; delete old counts."""
    LinkTry.objects.filter(at__lt=now() - rules.TRIES_WITHIN).delete()
    LinkTry.objects.create(address=queries.address_digest(address), at=now())
