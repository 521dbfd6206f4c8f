"""Phones by their token, and the forms that they may download."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import ACCESS, AnyUser, stamps_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import AppUser, Form, FormFile, FormVersion

from .forms import COLLECTION, not_seen, readable_submissions


def token_hash(token: str) -> str:
    return hashlib.sha256(b"waystation app user " + token.encode()).hexdigest()


_FIELDS = tuple(field.attname for field in AppUser._meta.concrete_fields)


@lru_cache(maxsize=4096)
def _phone(stamp: str, hashed: str) -> tuple[Any, ...]:
    """Read a phone that was not stopped. Raises DoesNotExist."""
    rows = AppUser.objects.filter(token_hash=hashed, revoked_at__isnull=True)
    row: tuple[Any, ...] = rows.values_list(*_FIELDS).get()
    return row


def app_user_of(token: str) -> AppUser:
    """Return the phone whose token this is. Raises NotSeen for a wrong, old or stopped one."""
    stamp, accounts = stamps_of(COLLECTION, ACCESS)
    try:
        phone = AppUser.from_db(connection.alias, _FIELDS, _phone(stamp, token_hash(token)))
    except AppUser.DoesNotExist:
        phone = None
    user = None
    if phone is not None and phone.expires_at > now():
        user = access.active_user(phone.user_id, accounts)
    if phone is None or user is None:
        raise NotSeen(
            N_("This phone may not send any more. Ask the office for a new QR code and scan it."),
            code="app_user_unknown",
        )
    phone.user, phone.read_under = user, stamp
    return phone


def phones_visible_to(user: AnyUser, office_id: UUID) -> QuerySet[AppUser]:
    """Return the phones of an office for those who manage them.

    With what each has sent, as far as the user may open it.
    """
    rows = access.scoped(AppUser.objects.all(), user, "app_user.manage")
    return rows.filter(office_id=office_id).annotate(
        last_at=Max("submissions__created_at"),
        sent=Count("submissions", filter=readable_submissions(user)),
    )


def phone_visible_to(user: AnyUser, phone_id: UUID) -> AppUser:
    """Return one phone for those who manage it. Raises NotSeen."""
    rows = access.scoped(AppUser.objects.all(), user, "app_user.manage")
    found = rows.filter(id=phone_id).first()
    if found is None:
        raise not_seen(N_("phone"))
    return found


def senders_of(user: AnyUser, office_id: UUID) -> list[tuple[UUID, str]]:
    """Return the people in whose name a phone of this office may send."""
    from waystation.foundation.access.rules import roles_that_may

    if not access.may(user, "app_user.manage", office_id):
        return []
    office = access.offices_visible_to(user, "app_user.manage").filter(id=office_id).first()
    if office is None:
        return []
    held = office.memberships.filter(
        role__in=roles_that_may("submission.send"), user__is_active=True
    )
    return sorted(set(held.values_list("user_id", "user__full_name")), key=lambda row: row[1])


def versions_for_phone(app_user: AppUser) -> list[FormVersion]:
    """Return the versions that a phone may download: of each open form the latest."""
    forms = access.scoped(Form.objects.all(), app_user.user, "form.read")
    forms = forms.filter(office_id=app_user.office_id, state="open")
    rows = (
        FormVersion.objects.filter(form__in=forms, state="published")
        .select_related("form")
        .defer("xml", "workbook")
        .annotate(file_count=Count("files"))
        .order_by("form_id", "-published_at", "-id")
    )
    latest: dict[UUID, FormVersion] = {}
    for version in rows:
        latest.setdefault(version.form_id, version)
    return sorted(latest.values(), key=lambda version: version.form.title)


def version_for_phone(app_user: AppUser, version_id: UUID) -> FormVersion:
    """Return a published version that a phone may download. Raises NotSeen."""
    found = (
        access.scoped(FormVersion.objects.all(), app_user.user, "form.read")
        .filter(office_id=app_user.office_id, id=version_id, state="published")
        .first()
    )
    if found is None:
        raise not_seen(N_("version"))
    return found


def files_for_phone(app_user: AppUser, version_id: UUID) -> list[FormFile]:
    """Return the files of a version that a phone may download."""
    version = version_for_phone(app_user, version_id)
    return list(FormFile.objects.filter(form_version=version).order_by("name"))
