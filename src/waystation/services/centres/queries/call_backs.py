"""Call-backs: to whom, by when, and people who have not agreed to be called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.foundation.pages.base import url_of
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.factsheets import queries as factsheets
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries as privacy
from waystation.registry.reference import queries as reference
from waystation.services.centres.models import ABOUT_AN_EDITION, CallBack, Citation, Step
from waystation.services.centres.transitions import CALL_BACK_WORKFLOW

from .sessions import sessions_to_hold

MOST = 200
SHOWN = 3  # calls of one reason that the first page shows at once
CONTACT = "follow_up"
"""The purpose of consent under which people are contacted again."""


OF_A_VALID_VISIT = Q(visit__isnull=True) | Q(visit__state="recorded")
IN_A_LINE = ("organisation_id", "office_id", "person_id", "due_on", "reason", "wish")
OPEN: QuerySet[Any] = (
    CallBack.objects.filter(OF_A_VALID_VISIT, state="open")
    .order_by("due_on", "id")
    .only(*IN_A_LINE)
    .annotate(topic=F("edition__sheet__topic"))
)
OF_A_PERSON: QuerySet[Any, Any] = (
    CallBack.objects.filter(OF_A_VALID_VISIT, state="open")
    .annotate(topic=F("edition__sheet__topic"))
    .order_by()
    .values_list("id", "office_id", "due_on", "reason", "topic", named=True)
)


@dataclass(frozen=True)
class EarlierVisitors:
    """Visitors who were told an earlier edition or text, by whether they may be called.

    For anonymous visitors there is only the number of visits.
    """

    to_call: list[CallBack]
    without_consent: list[CallBack]
    unnamed_visits: int


def call_backs_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the call-backs of the user's offices, with ``may_contact``.

    Call-backs of withdrawn visits are left out.
    """
    found: QuerySet[Any] = _call_backs(user).annotate(
        may_contact=ExpressionWrapper(_may_contact(), output_field=BooleanField())
    )
    return found


def _call_backs(user: access.AnyUser) -> QuerySet[Any]:
    rows = access.scoped(CallBack.objects.all(), user, "visit.read")
    return rows.filter(OF_A_VALID_VISIT)


def _may_contact() -> Q:
    """Return the condition for people who may be called now.

    A person who was told an old rule may be contacted only while they consent, which is checked
    each time.
    """
    return ~Q(reason__in=ABOUT_AN_EDITION) | Q(privacy.agrees(CONTACT))


def call_back_visible_to(user: access.AnyUser, call_id: UUID) -> Any:
    """Return one call-back. Raises NotSeen outside the user's offices."""
    rows = call_backs_visible_to(user).select_related("office", "visit", "edition__sheet")
    found = rows.filter(id=call_id).first()
    if found is None:
        raise not_seen()
    return found


def to_be_called(user: access.AnyUser) -> QuerySet[Any]:
    """Return the open call-backs of those who may be called now, the longest due first."""
    rows = _call_backs(user).filter(_may_contact(), state="open")
    return rows.order_by("due_on", "id")


def calls_to_person(user: access.AnyUser, person_id: UUID) -> list[Any]:
    """Return the open call-backs of one person who may be called now, with their ``topic``.

    Their consents were read for the same page. Raises NotSeen outside the user's offices.
    """
    rows = access.scoped(OF_A_PERSON.filter(person_id=person_id), user, "visit.read")
    found = sorted(rows, key=attrgetter("due_on", "id"))
    about_an_edition = any(one.reason in ABOUT_AN_EDITION for one in found)
    if about_an_edition and not privacy.agrees_now(user, person_id, CONTACT):
        found = [one for one in found if one.reason not in ABOUT_AN_EDITION]
    return found[:50]


def call_backs_due(user: access.AnyUser, day: date | None = None) -> QuerySet[Any]:
    """Return who is to be called by a day, today without one, the longest due first."""
    return to_be_called(user).filter(due_on__lte=day or today_in())


def first_due(user: access.AnyUser) -> tuple[list[Any], int]:
    """Return today's call-backs, and the total number due.

    Of a very long list the longest overdue are returned; the list of call-backs has all of them.
    """
    rows = access.scoped(OPEN.filter(_may_contact(), due_on__lte=today_in()), user, "visit.read")
    found = list(rows[:MOST])
    return found, call_backs_due(user).count() if len(found) == MOST else len(found)


def by_reason(calls: Iterable[Any], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """Return call-backs by reason in words, with the names of the people to call."""
    today = today_in()
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in calls:
        line = {
            "url": url_of("centres:call_back", one.id),
            "due_on": one.due_on,
            "name": names.get(one.person_id, "") if one.person_id else "",
            "wish": readable_text(one, "wish"),
            "late": one.due_on < today,
        }
        groups.setdefault(reason_in_words(one.reason, one.topic), []).append(line)
    return [
        {"reason": reason, "number": len(lines), "lines": lines[:SHOWN], "others": lines[SHOWN:]}
        for reason, lines in groups.items()
    ]


def reason_of(call: CallBack) -> str:
    """Return the reason of a call-back: the topic of the changed rule, or where it was agreed."""
    return reason_in_words(call.reason, call.edition.sheet.topic if call.edition else "")


def reason_in_words(reason: str, topic: str | None) -> str:
    """Return a reason with the topic of the changed rule, if there is one."""
    words = reference.label("call_back_reason", reason)
    return f"{words}: {reference.label('topic', topic)}" if topic else words


def text_to_explain(call: CallBack) -> factsheets.LanguageVersion | None:
    """Return the new edition in the language of the visit, None where there is no such thing."""
    if call.edition is None or call.visit is None:
        return None
    versions = factsheets.languages_of(call.edition)
    return next((one for one in versions if one.language == call.visit.language), None)


def earlier_visitors_of(user: access.AnyUser, edition_id: UUID) -> EarlierVisitors:
    """Return the visitors of the user's offices who were told an earlier edition."""
    rows = call_backs_visible_to(user).filter(edition_id=edition_id).order_by("due_on", "id")
    found = list(rows[:MOST])
    before = factsheets.replaced_by(factsheets.edition_by_key(edition_id))
    unnamed = access.scoped(Citation.objects.all(), user, "visit.read").filter(
        edition_id__in=before, visit__state="recorded", visit__person__isnull=True
    )
    return EarlierVisitors(
        [one for one in found if one.may_contact],
        [one for one in found if not one.may_contact],
        unnamed.values("visit_id").distinct().count(),
    )


def edition_panel(user: access.AnyUser, edition_id: UUID) -> Panel | None:
    """Return the card of these visitors, for the page of the edition."""
    if not access.may(user, "visit.read"):
        return None
    found = earlier_visitors_of(user, edition_id)
    if not (found.to_call or found.without_consent or found.unnamed_visits):
        return None
    every = [*found.to_call, *found.without_consent]
    names = people.names_of(user, {one.person_id for one in every if one.person_id})

    rows = [
        {
            "call": one,
            "name": (names.get(one.person_id) if one.person_id else "") or "",
            "state": CALL_BACK_WORKFLOW.words(one.state) if may else _("No consent to contact"),
            "tone": CALL_BACK_WORKFLOW.state_of(one).tone if may else "r",
        }
        for may, some in ((True, found.to_call), (False, found.without_consent))
        for one in some
    ]
    return Panel("centres/edition_panel.html", {**vars(found), "rows": rows})


CITED: QuerySet[Any, Any] = Citation.objects.annotate(
    sheet=F("edition__sheet_id"),
    topic=F("edition__sheet__topic"),
    number=F("edition__number"),
    valid_from=F("edition__valid_from"),
).values_list("edition_id", "sheet", "topic", "number", "valid_from", named=True)


def cited_by(visit: Any) -> list[dict[str, Any]]:
    """Return the editions explained in a visit, and whether a newer one was published since."""
    editions = list(CITED.filter(visit=visit))
    if not editions:
        return []
    newest = factsheets.newest_numbers({one.sheet for one in editions})
    keys = [one.edition_id for one in editions]
    drafts = factsheets.unreviewed_on(keys, visit.language, visit.started_at)
    return [
        {
            "id": one.edition_id,
            "url": url_of("factsheets:edition", one.edition_id),
            "topic": one.topic,
            "title": factsheets.title_in_words(one.topic, one.number, one.valid_from),
            "replaced": newest.get(one.sheet, one.number) > one.number,
            "unreviewed": one.edition_id in drafts,
        }
        for one in editions
    ]


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits for this user in the centres: call-backs, agreed steps, group sessions."""
    soon = today + timedelta(days=7)
    found = sessions_to_hold(user, soon)
    if not access.may(user, "visit.read"):
        return found
    for day, number in _by_due_day(call_backs_due(user, soon)).items():
        title = ngettext("{n} call-back", "{n} call-backs", number).format(n=number)
        url = f"{reverse('centres:call_backs')}?state=open&may_contact=1"
        found.append(Outstanding("centres.call_backs", title, url, due_on=day))
    steps = access.scoped(Step.objects.filter(state="open", by_centre=True), user, "visit.read")
    for day, number in _by_due_day(steps.filter(due_on__lte=soon)).items():
        title = ngettext("{n} agreed step of the centre", "{n} agreed steps of the centre", number)
        url = reverse("centres:plans")
        found.append(Outstanding("centres.steps", title.format(n=number), url, due_on=day))
    return found


def _by_due_day(rows: QuerySet[Any]) -> dict[date, int]:
    days = rows.order_by("due_on", "id").values_list("due_on", flat=True)[:MOST]
    found: dict[date, int] = {}
    for day in days:
        found[day] = found.get(day, 0) + 1
    return found
