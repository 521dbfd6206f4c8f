"""The card on the page of a fact, an indicator or an activity: the policies it serves."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.foundation.shared.words import N_
from waystation.governance.policies.queries import measures

BACKWARDS = {
    "evidence": N_("is based on it"),
    "activity": N_("is carried out by it"),
    "indicator": N_("is measured by it"),
    "figure": N_("is published in it"),
}


def linked_panel(user: access.AnyUser, kind: str, key: str) -> Panel | None:
    """Return the policies and measures linked to a record, None if there are none."""
    found = measures.links_to(user, kind, key)
    if not found:
        return None
    return Panel("policies/_linked.html", {"linked": [_line_of(one) for one in found]})


def _line_of(one: Any) -> dict[str, str]:
    if one.measure_id:
        return {
            "url": reverse("policies:measure", args=[one.measure_id]),
            "title": one.measure.title,
            "policy": str(one.instrument),
            "how": _(BACKWARDS[one.role]),
        }
    return {
        "url": reverse("policies:instrument", args=[one.instrument_id]),
        "title": str(one.instrument),
        "policy": "",
        "how": _(BACKWARDS[one.role]),
    }
