"""Adding phones with a token, shown once as a QR code, and revoking lost ones."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import AppUser

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

LIFE = timedelta(days=366)


def add_app_user(user: User, office_id: UUID, sender_id: UUID, label: str) -> tuple[AppUser, str]:
    """Add a phone that sends in a colleague's name. Returns it and its token, shown only now.

    Raises NotAllowed, and Refusal if the colleague may not send from this office.
    """
    user = access.require(user, "app_user.manage", office_id)
    label = " ".join(label.split())
    if not label or len(label) > 100:
        raise Refusal(
            N_("Give the phone a name of at most 100 letters, for example “Tablet 3”."),
            field="label",
            code="label_missing",
        )
    colleagues = get_user_model().objects.filter(
        organisation_id=user.organisation_id, is_active=True
    )
    sender = colleagues.filter(id=sender_id).first()
    if sender is None or not access.may(sender, "submission.send", office_id):
        raise Refusal(
            N_("Choose a colleague whose role in this office includes sending forms."),
            field="sender",
            code="sender_may_not",
        )
    token = secrets.token_urlsafe(48)
    with transaction.atomic():
        phone = AppUser.begin(
            user,
            office_id,
            label=label,
            token_hash=queries.token_hash(token),
            expires_at=now() + LIFE,
        )
        phone.user = sender
        phone.save(force_insert=True)
        audit.log(user, "app_user.add", "collection.AppUser", phone.id, office_id=office_id)
    return phone, token


def revoke_app_user(user: User, app_user_id: UUID) -> AppUser:
    """Stop a phone at once. Doing it twice changes nothing. Raises NotSeen."""
    with transaction.atomic():
        rows = access.scoped(AppUser.objects.select_for_update(), user, "app_user.manage")
        phone = rows.filter(id=app_user_id).first()
        if phone is None:
            raise queries.not_seen(N_("phone"))
        if phone.revoked_at is None:
            phone.revoked_at = now()
            phone.touch()
            phone.save(update_fields=["revoked_at", "changed_at", "version"])
            audit.log(
                user, "app_user.revoke", "collection.AppUser", phone.id, office_id=phone.office_id
            )
    return phone
