"""The card on an organisation's page: the figures published about it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from waystation.foundation.access.contributions import Panel
from waystation.foundation.access.queries import AnyUser, signed_in

from . import queries
from .presenting.profile import quote_fact
from .queries.mentions import plain


def facts_of_organisation(user: AnyUser, entity: UUID) -> Panel | None:
    """Return the facts about an organisation, None if there are none."""
    rows = queries.facts_about(user, entity)
    if not rows:
        return None
    language = signed_in(user).language
    facts = [
        {
            "url": reverse("knowledge:entry", args=["facts", one.id]),
            "text": quote_fact(
                {
                    "label": one.label,
                    "qualifier": one.qualifier,
                    "value": plain(one.value),
                    "unit": one.unit,
                    "source": one.source,
                    "as_of": one.valid_for,
                },
                language,
            ),
        }
        for one in rows
    ]
    return Panel("knowledge/_organisation_facts.html", {"facts": facts})
