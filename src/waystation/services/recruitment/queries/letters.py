"""The letter that asks an organisation for a self-assessment, with its guest link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import queries as messaging
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.directory.queries.letters import to_partner
from waystation.registry.organisations import queries as organisations
from waystation.services.recruitment.models import Assessment

ASKED = "recruitment"
SALT = "recruitment.assessment"
LINK_DAYS = 30
"""How long the link is valid by which an organisation assesses itself."""
NOBODY = N_("No e-mail address is known.")


def link_of(assessment_id: UUID) -> str:
    """Return the whole address at which an organisation assesses itself."""
    token = messaging.token_of(SALT, assessment_id)
    return f"{settings.SITE_ADDRESS}{reverse('recruitment:self_assessment', args=[token])}"


def assessment_of_link(token: str) -> Assessment | None:
    """Return the assessment that a link opens: while it is a draft, for so many days."""
    key = messaging.key_of(SALT, token)
    if key is None:
        return None
    since = now() - timedelta(days=LINK_DAYS)
    rows = Assessment.objects.filter(id=key, state="draft", asked_at__gt=since)
    return rows.select_related("entity").first()


def _addresses(user: access.AnyUser, row: Any, day: date) -> list[Named]:
    speakers = organisations.focal_points_of(row.organisation_id, [row.recipient_id], day)
    return [(one.name, one.email) for one in speakers if one.email]


def _letter(rows: Sequence[Delivery]) -> Letter:
    return to_partner(
        N_("Please assess your recruitment practice"),
        N_("Please answer criterion by criterion, and attach what proves it. The link is valid "
           "for 30 days:"),
        link_of(rows[0].subject_id),
    )  # fmt: skip


MESSAGES = {ASKED: MessageKind(_addresses, _letter, NOBODY)}
