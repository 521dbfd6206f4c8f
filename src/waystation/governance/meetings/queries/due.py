"""Outstanding work of meetings, counted from the records, for the home pages and the duties."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Min, OuterRef, Q

from waystation.foundation.audit.queries import Entry
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.foundation.shared.read_once import once
from waystation.governance.meetings.models import (
    Action,
    AgendaItem,
    Contribution,
    FileClosing,
    Invitee,
    Meeting,
    Minutes,
    MinutesComment,
    Notice,
    Paper,
)
from waystation.governance.meetings.transitions import OPEN, UNREPORTED
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import of_network

from .deliveries import deliveries_unreached, papers_sent


def moment(day: date) -> datetime:
    """Return when a day begins in the Network's zone."""
    return datetime.combine(day, time(), ZoneInfo(HOME_ZONE))


@once
def _unfinished(network: Network) -> list[Any]:
    """Return the meetings for which something waits, the oldest first.

    They are planned or convened, or they were held and lack final minutes or a closed file.
    ``drafted``, ``final`` and ``closed`` say what there is.
    """
    written = Minutes.objects.filter(meeting=OuterRef("pk"))
    rows = of_network(Meeting.objects.all(), network).annotate(
        drafted=Exists(written), final=Exists(written.filter(state="final")), closed=Exists(CLOSED)
    )
    incomplete = Q(state="held") & (Q(final=False) | Q(closed=False))
    rows = rows.filter(Q(state__in=["planned", "convened"]) | incomplete)
    return list(rows.order_by("starts_at", "id"))


def coming(network: Network, today: date, limit: int = 6) -> list[Meeting]:
    """Return the next meetings that are planned or convened."""
    start = moment(today)
    open_ones = [one for one in _unfinished(network) if one.state in {"planned", "convened"}]
    return [one for one in open_ones if one.ends_at >= start][:limit]


def without_minutes(network: Network, limit: int = 20) -> list[Any]:
    """Return held meetings without final minutes, oldest first; ``drafted`` with a version."""
    held = [one for one in _unfinished(network) if one.state == "held"]
    return [one for one in held if not one.final][:limit]


def passed_unrecorded(network: Network, today: date, limit: int = 10) -> list[Meeting]:
    """Return convened meetings whose time has passed and that are not recorded as held."""
    start = moment(today)
    convened = [one for one in _unfinished(network) if one.state == "convened"]
    return [one for one in convened if one.ends_at < start][:limit]


def open_files(network: Network, limit: int = 20) -> list[Meeting]:
    """Return held meetings whose file is not closed, oldest first."""
    held = [one for one in _unfinished(network) if one.state == "held"]
    return [one for one in held if not one.closed][:limit]


def late_actions(network: Network, today: date) -> tuple[int, date | None]:
    """Return how many actions are past their day and not reported, and the first day."""
    rows = of_network(Action.objects.filter(state__in=UNREPORTED, due_on__lt=today), network)
    found = rows.aggregate(count=Count("id"), first=Min("due_on"))
    return found["count"], found["first"]


@once
def meeting_counts(network: Network, since: date) -> dict[str, int]:
    """Return how many meetings were convened, have a notice, were held, had who presided.

    ``issued`` and ``late`` are notices since a day, ``extended`` the extended meetings held.
    """
    rows = of_network(Meeting.objects.all(), network)
    signed = Notice.objects.filter(meeting=OuterRef("pk"), kind="convene")
    recent = signed.filter(created_at__gte=moment(since))
    held, convened = Q(state="held"), Q(convened_at__isnull=False)
    found: dict[str, int] = rows.aggregate(
        convened=Count("id", filter=convened),
        signed=Count("id", filter=Q(Exists(signed)) & convened),
        issued=Count("id", filter=Q(Exists(recent))),
        late=Count("id", filter=Q(Exists(recent.filter(late=True)))),
        held=Count("id", filter=held),
        presided=Count("id", filter=held & Q(presiding__isnull=False)),
        extended=Count("id", filter=held & Q(kind="extended", starts_at__gte=moment(since))),
    )
    return found


CLOSED = FileClosing.objects.filter(kind="meeting", subject_id=OuterRef("pk"))


@once
def not_reached(network: Network, limit: int = 20) -> dict[str, list[Meeting]]:
    """Return meetings whose papers or final minutes did not reach somebody, oldest first."""
    failed = deliveries_unreached(Delivery.objects.filter(office_id=network.office_id))
    if not failed.exists():  # as a rule: the question by meeting is a long one
        return {"papers": [], "minutes": []}
    final = Minutes.objects.filter(meeting=OuterRef("pk"), state="final", corrected_by__isnull=True)
    rows = of_network(Meeting.objects.all(), network).annotate(
        papers_failed=Exists(failed.filter(papers_sent(OuterRef("pk")))),
        minutes_failed=Exists(
            final.filter(id__in=failed.filter(kind="minutes").values("subject_id"))
        ),
    )
    open_ones = rows.filter(Q(papers_failed=True) | Q(minutes_failed=True)).filter(~Exists(CLOSED))
    found = list(open_ones.order_by("starts_at", "id")[:limit])
    return {
        "papers": [one for one in found if one.papers_failed],
        "minutes": [one for one in found if one.minutes_failed],
    }


def sent_papers(network: Network, since: date) -> tuple[int, int]:
    """Return how many papers went out since a day, and how many of them late."""
    rows = of_network(Paper.objects.filter(distributed_on__gte=since), network)
    found = rows.aggregate(all=Count("late"), late=Count("late", filter=Q(late=True)))
    return found["all"], found["late"]


def proposals(network: Network) -> tuple[int, int]:
    """Return how many proposals are open, and how many were settled.

    A proposal is open until it is accepted or deferred, even after its meeting; only items carried
    over automatically from earlier meetings end with the meeting.
    """
    asked = Q(follows__isnull=True) | Q(meeting__state__in=OPEN)
    found = of_network(AgendaItem.objects.all(), network).aggregate(
        waiting=Count("id", filter=asked & Q(state="proposed")),
        settled=Count("id", filter=Q(state__in=["accepted", "deferred"])),
    )
    return found["waiting"], found["settled"]


def invitees(network: Network) -> int:
    """Return how many invitees were asked."""
    return Invitee.objects.filter(office_id=network.office_id).count()


def contributions(network: Network, today: date) -> int:
    """Return how many entities filed papers or commented in the last year."""
    since = moment(today - timedelta(days=365))
    rows = [
        model.objects.filter(
            organisation_id=network.organisation_id,
            office_id=network.office_id,
            created_at__gte=since,
            entity__isnull=False,
        )
        .order_by()
        .values_list("entity_id")
        for model in (Paper, MinutesComment, Contribution)
    ]
    return rows[0].union(*rows[1:]).count()


def readings(network: Network) -> dict[str, int]:
    """Return how many papers are filed, and how often one was opened, or refused, on record."""
    papers = of_network(Paper.objects.all(), network)
    logged = Entry.objects.filter(
        organisation_id=network.organisation_id, subject_id__in=papers.values("id")
    )
    found: dict[str, int] = logged.aggregate(
        read=Count("id", filter=Q(verb="paper.read")),
        refused=Count("id", filter=Q(verb="paper.refuse")),
    )
    return {"papers": papers.count(), **found}
