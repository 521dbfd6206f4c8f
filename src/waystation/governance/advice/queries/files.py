"""The file of a recommendation to UNKT: its pieces and the missing ones (ToR 107)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.advice import rules as advice_rules
from waystation.governance.advice.models import AdviceEvent, Evidence, FollowUp, Recommendation
from waystation.governance.meetings.queries.submissions import FileKind, Submission
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import reader_of

from . import recommendations as advice


def advice_of(user: AnyUser, key: UUID) -> Submission:
    """Return a recommendation as what a file is about. Raises NotSeen and NotAllowed."""
    reader_of(user)
    row = advice.recommendation_visible_to(user, key)
    last = AdviceEvent.objects.filter(recommendation=row).order_by("-number").first()
    over = last is not None and last.state in (*advice_rules.ANSWERS, advice_rules.WITHDRAWN)
    return Submission(
        _name_of(row),
        reverse("advice:recommendation", args=[row.id]),
        _("Recommendations to UNKT"),
        last.day if last and over else None,
    )


def advice_pieces(network: Network, key: UUID) -> dict[str, bool]:
    """Return the existing pieces of a recommendation's file; one that is followed has an action."""
    row = Recommendation.objects.filter(office_id=network.office_id).get(id=key)
    events = {one.state: one for one in row.events.order_by("number")}
    answers = [events[state] for state in advice_rules.ANSWERS if state in events]
    last = max(answers, key=lambda one: one.number, default=None)
    there = {
        "evidence": Evidence.objects.filter(recommendation=row).exists(),
        "signatures": advice_rules.ENDORSED in events,
        "submission": advice_rules.SUBMITTED in events,
        "answer": last is not None,
        "document": last is not None and bool(last.document),
    }
    if last is not None and last.state != advice_rules.NOT_FOLLOWED:
        there["follow_up"] = FollowUp.objects.filter(recommendation=row).exists()
    return there


def _name_of(row: Recommendation) -> str:
    return _("Recommendation {number}").format(number=f"{row.year}/{row.number}")


def settled_recommendations(
    network: Network, closed: Exists, limit: int
) -> list[tuple[UUID, str, date]]:
    """Return answered or withdrawn recommendations whose file is not closed: key, title, day."""
    events = AdviceEvent.objects.filter(recommendation=OuterRef("pk"))
    last = events.order_by("-number")
    rows = (
        Recommendation.objects.filter(office_id=network.office_id)
        .filter(Exists(events.filter(state=advice_rules.SUBMITTED)))
        .filter(~closed)
        .annotate(now=Subquery(last.values("state")[:1]), day=Subquery(last.values("day")[:1]))
        .filter(now__in=(*advice_rules.ANSWERS, advice_rules.WITHDRAWN))
        .order_by("day", "id")
        .only("year", "number")[:limit]
    )
    return [(one.id, _name_of(one), one.day) for one in rows]


FILES = {
    "advice": FileKind(
        advice_pieces,
        advice_rules.PIECES,
        advice_of,
        settled_recommendations,
        advice_rules.NOT_ANSWERED,
        "advice:advice",
    )
}
