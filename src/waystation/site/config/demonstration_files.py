"""Files of the demonstration: each was opened on the day of the first thing that happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min

from waystation.foundation.shared.periods import HOME_ZONE
from waystation.registry.appointments.models import Booking
from waystation.registry.people.models import Person
from waystation.registry.privacy.models import Consent, DataRequest
from waystation.registry.referrals.models import Referral
from waystation.services.centres.models import Attendee, Visit
from waystation.services.pathways.models import Assessment, Participant, TakeUp
from waystation.services.recruitment.models import Recruitment

from .demonstration_hours import working_hour

EARLIER = timedelta(minutes=4)  # a counsellor opens the file before the conversation
EVENTS: tuple[tuple[Any, str], ...] = (
    (Visit, "started_at"),
    (Consent, "given_at"),
    (DataRequest, "received_on"),
    (Booking, "starts_at"),
    (Referral, "sent_at"),
    (Attendee, "session__day"),
    (Assessment, "day"),
    (Participant, "joined_on"),
    (TakeUp, "applied_on"),
    (Recruitment, "signed_on"),
)
"""What happens with a person, and when."""


def date_files(people: Sequence[UUID]) -> None:
    """Set when files were opened: the day of their first event.

    A file is opened with its first visit, and other records of the person may be older.
    """
    first: dict[UUID, datetime] = {}
    for model, name in EVENTS:
        rows = model.objects.filter(person__in=people).order_by()
        for person, day in rows.values_list("person").annotate(Min(name)):
            if day is not None:
                first[person] = min(first.get(person, moment(day)), moment(day))
    dated = []
    for person in Person.objects.filter(id__in=first):
        if first[person.id] < person.created_at:
            person.created_at = opened_before(first[person.id])
            dated.append(person)
    Person.objects.bulk_update(dated, ["created_at"], batch_size=200)


def moment(day: date | datetime) -> datetime:
    """Return the moment itself, or a working hour of a day."""
    return day if isinstance(day, datetime) else working_hour(day)


def opened_before(first: datetime) -> datetime:
    """Return a time shortly before a file's first event, on the same day."""
    local = first.astimezone(ZoneInfo(HOME_ZONE))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(start, local - EARLIER)
