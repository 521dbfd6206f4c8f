"""This app's records as lines on other pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.records.fields import Field
from waystation.foundation.shared.words import N_
from waystation.services.recruitment import queries
from waystation.services.recruitment.fields import COST, INCIDENT
from waystation.services.recruitment.rules import fees_charged_to_worker
from waystation.services.recruitment.transitions import ACTION_WORKFLOW, INCIDENT_WORKFLOW

DAY = Field("day", "date", N_("Day"))


def incident_lines(rows: Any) -> list[dict[str, Any]]:
    """Return incidents as the list on another page shows them."""
    return [
        {
            "id": one.id,
            "title": INCIDENT["kind"].words(one.kind),
            "state": INCIDENT_WORKFLOW.words(one.state),
            "tone": INCIDENT_WORKFLOW.state_of(one).tone,
            "due_on": one.due_on,
        }
        for one in rows
    ]


def action_line(action: Any) -> dict[str, Any]:
    """Return a corrective action as templates show it."""
    state = ACTION_WORKFLOW.state_of(action)
    return {
        "id": action.id,
        "what": action.what,
        "who": action.who,
        "due_on": action.due_on,
        "state": _(state.name),
        "tone": state.tone,
    }


def complaint_lines(user: Any, recruitment_id: Any) -> list[dict[str, Any]]:
    """Return the complaints that follow from a recruitment, as far as the user may read them."""
    return [
        {
            "url": reverse("feedback:entry", args=[one.id]),
            "title": one.title,
            "state": one.state,
            "tone": one.tone,
            "day": one.day,
        }
        for one in queries.complaints_about(user, recruitment_id)
    ]


def cost_line(cost: Any) -> dict[str, Any]:
    """Return a cost as the template shows it; one that breaches a principle is marked."""
    charges = fees_charged_to_worker([cost.line])
    return {
        "id": cost.id,
        "words": {field.name: field.words(getattr(cost, field.name)) for field in COST},
        "receipt": bool(cost.receipt_media),
        "breach": bool(charges),
        "paid_back": bool(charges) and charges[0].paid_back,
    }
