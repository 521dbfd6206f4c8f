"""The audit log: a search, filters, and what was done, newest first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.foundation.access import choices, details, presenting, queries
from waystation.foundation.access.counting import row_range
from waystation.foundation.access.days import day_in, period_filter
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import once_each

SLICE = 50
SHOWN = ("number", "at", "user_id", "channel", "verb", "subject_kind", "subject_id", "detail")


@login_required
def audit(request: HttpRequest) -> HttpResponse:
    """Show the audit log, newest first."""
    reader = queries.require(request.user, "audit.read")
    asked = request.GET
    text = asked.get("q", "").replace("\x00", "").strip()[:100]
    filters = _filters(reader, asked)
    matching = queries.audit_entries_matching(
        reader,
        text,
        who=asked.get("who", ""),
        steps=_chosen(asked.get("what", ""), choices.steps_of),
        kinds=_chosen(asked.get("kind", ""), choices.kinds_of),
        subject=asked.get("subject", ""),
        office=asked.get("office", ""),
        first=day_in(asked.get("at_from", "")),
        last=day_in(asked.get("at_to", "")),
    )
    rows = matching
    before = number_in(asked.get("before", ""))
    if before is not None:
        rows = queries.entries_before(rows, before)
    page = list(rows.values(*SHOWN)[: SLICE + 1])
    following = page[SLICE - 1]["number"] if len(page) > SLICE else None
    first = "" if before is None else asked.get("row", "")
    return render(
        request,
        "access/audit.html",
        {
            "rows": _rows(page[:SLICE]),
            "next_before": following,
            **row_range(matching, first, len(page[:SLICE]), following),
            "filters": filters,
            "search_in": True,
            "q": text,
            "narrowed": bool(text or asked.get("subject")) or any(one["active"] for one in filters),
            "clear_url": request.path,
        },
    )


def _chosen(value: str, values_of: Any) -> list[str]:
    """Return the keys of a choice; an unknown one matches nothing."""
    return (values_of(value) or [value]) if value else []


def _filters(reader: Any, asked: Any) -> list[dict[str, Any]]:
    named = queries.audit_choices(reader)
    offered = (
        ("who", _("Who"), named["who"]),
        ("what", _("What"), choices.steps_in_words()),
        ("kind", _("Record"), choices.kinds_in_words()),
        ("office", _("Office"), named["office"]),
    )
    return [
        *(
            {
                "kind": "choice",
                "name": name,
                "label": label,
                "value": asked.get(name, ""),
                "choices": options,
                "active": bool(asked.get(name, "")),
                "common": name in ("what", "kind"),
            }
            for name, label, options in offered
        ),
        period_filter("at", _("Day"), asked),
    ]


def _rows(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = queries.names_of_users({row["user_id"] for row in entries if row["user_id"]})
    verb, thing = once_each(presenting.verb), once_each(presenting.thing)
    return [
        {
            "row": row,
            "who": names.get(row["user_id"] or UUID(int=0), ""),
            "channel": _(presenting.CHANNELS.get(row["channel"], row["channel"])),
            "what": verb(row["verb"]),
            "about": thing(row["subject_kind"]),
            "detail": details.details_of(row["detail"], row["subject_kind"]),
        }
        for row in entries
    ]
