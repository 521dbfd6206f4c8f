"""Files of the demonstration: each was opened on the day of the first thing that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.access import contributions
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.registry.people.models import Person

EARLIER = timedelta(minutes=4)  # a counsellor opens the file before the conversation


def date_files(counsellors: Sequence[Any], people: Mapping[int, Sequence[UUID]]) -> None:
    """Set when the files of each office were opened: the day of their first event.

    The files are made before the year of visits is told, and would all be younger than it.
    """
    timelines = contributions.functions("person_timeline").values()
    for at, ids in people.items():
        dated = []
        for person in Person.objects.filter(id__in=ids):
            events = (one.at for ask in timelines for one in ask(counsellors[at], person.id))
            first = min(events, default=person.created_at)
            if first < person.created_at:
                person.created_at = opened_before(first)
                dated.append(person)
        Person.objects.bulk_update(dated, ["created_at"], batch_size=200)


def opened_before(first: datetime) -> datetime:
    """Return a time shortly before a file's first event, on the same day."""
    local = first.astimezone(ZoneInfo(HOME_ZONE))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(start, local - EARLIER)
