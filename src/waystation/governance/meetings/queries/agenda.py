"""The agenda of a meeting as a document."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.governance.meetings.fields import ITEM
from waystation.governance.meetings.models import AgendaItem, Meeting
from waystation.governance.network.rules.classes import OPEN_CLASSES

from .meetings import day_of, open_items_of


def time_in_words(item: AgendaItem) -> str:
    """Return when an item begins, "" where it has no time."""
    if item.starts_at is None:
        return ""
    return str(date_format(item.starts_at.astimezone(ZoneInfo(HOME_ZONE)), "TIME_FORMAT"))


def agenda_document(meeting: Meeting) -> blocks.Report:
    """Return the agenda as a document, the same for every reader: items of open classes only."""
    items = open_items_of(meeting, OPEN_CLASSES)
    has_times = any(one.starts_at for one in items)
    heads = [_("Item"), _("Purpose"), _("Owner"), _("Duration (minutes)")]
    rows: list[list[blocks.Cell]] = [
        [
            f"{one.label}. {one.title}",
            ITEM["purpose"].words(one.purpose),
            str(one.owner),
            one.minutes,
        ]
        for one in items
    ]
    if has_times:
        heads = [_("Time"), *heads]
        rows = [[time_in_words(one), *row] for one, row in zip(items, rows, strict=True)]
    columns = [blocks.Column(head) for head in heads[:-1]] + [blocks.Column(heads[-1], "number")]
    place = [blocks.Paragraph([meeting.place])] if meeting.place else []
    table = [blocks.Table(_("Agenda"), columns, rows)] if rows else []
    return blocks.report(
        _("Agenda"), [*place, *table], subtitle=meeting.title, dated=day_of(meeting)
    )
