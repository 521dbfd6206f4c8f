"""Accepted figures of partners on the page and in the files of an indicator, with their mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.governance.results import presenting
from waystation.governance.results.queries import partners
from waystation.governance.results.queries.indicators import Known


def typed_figures(user: Any, known: Known, audience: str = "internal") -> list[dict[str, Any]]:
    """Return the figures of partners that were accepted, the newest first.

    Small numbers of people are for our own staff who may open the request.
    """
    opens = set(access.offices_where(user, partners.READ))

    def written(one: Any) -> str:
        value, qualifier = one.value, one.qualifier
        if audience != "internal" or one.office_id not in opens:
            readers = "public" if audience == "public" else "partners"
            value, qualifier = partners.as_read_by(one, known, readers)
        return presenting.typed_figure(value, qualifier, known.definition.is_ratio)

    return [
        {
            "partner": one.request.entity.name,
            "period": presenting.span_of(one.request.starts_on, one.request.ends_on),
            "value": written(one),
            "source": one.source,
            "url": reverse("results:request", args=[one.request_id])
            if one.office_id in opens
            else "",
        }
        for one in partners.accepted_for(user, known.id)
    ]


def typed_table(known: Known, rows: Sequence[dict[str, Any]]) -> blocks.Table:
    """Return them as a table; the mark is in every line."""
    heads = (_("Partner"), _("Period"), _("Number"), _("How"), _("Taken from"))
    return blocks.Table(
        _("{title}: figures of partners").format(title=known.title),
        [blocks.Column(one) for one in heads],
        [
            [one["partner"], one["period"], one["value"], _("typed, by partner"), one["source"]]
            for one in rows
        ],
        note=_("These numbers are not part of the result counted from records."),
    )
