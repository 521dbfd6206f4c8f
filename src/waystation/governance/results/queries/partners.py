"""Figures asked of partners: the requests, what they ask, and what was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis import sdc
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.results.models import PartnerFigure, PartnerRequest
from waystation.governance.results.models import RequestLink as RequestLink
from waystation.governance.results.rules.definitions import shows_small_numbers
from waystation.governance.results.rules.partners import SOON, as_others_read, is_day_of_reminder
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from . import store
from .indicators import Known, definition_at
from .labels import column_of

READ = "report.draft"
UNANSWERED = ("asked", "returned")
OPEN = (*UNANSWERED, "answered")
MOST = 40


@dataclass(frozen=True)
class Asked:
    """One figure of a request with its definition, and the codes of its breakdown by name."""

    figure: PartnerFigure
    known: Known
    codes: Mapping[str, str]

    @property
    def is_whole(self) -> bool:
        """Whether it counts: then it is a whole number."""
        definition = self.known.definition
        return not definition.is_ratio and definition.measure.kind in {"rows", "distinct"}

    @property
    def adds_up(self) -> bool:
        """Whether its parts together are the total."""
        definition = self.known.definition
        return not definition.is_ratio and definition.measure.kind not in {"mean", "median"}


def requests_visible_to(user: AnyUser) -> QuerySet[PartnerRequest]:
    """Return the requests of the offices in which the user writes reports."""
    rows = access.scoped(PartnerRequest.objects.all(), user, READ)
    return rows.select_related("entity", "office")


def request_visible_to(user: AnyUser, key: UUID) -> PartnerRequest:
    """Return one request. Raises NotSeen outside the user's scope."""
    row = requests_visible_to(user).select_related("decided_by").filter(pk=key).first()
    if row is None:
        raise NotSeen(N_("There is no such request."), code="request_unknown")
    return row


def partners_to_ask(user: AnyUser) -> list[tuple[str, str]]:
    """Return the organisations that can be asked, for a form."""
    me = access.require(user, "target.set")
    rows = organisations.entities_of(me.organisation_id).filter(retired_on__isnull=True)
    return [(str(one.pk), one.name) for one in rows.order_by("name", "id")]


def asked_in(row: PartnerRequest) -> list[Asked]:
    """Return the figures that a request asks for, in their order."""
    figures = row.figures.select_related("indicator").order_by("position")
    found = []
    for one in figures:
        known = definition_at(row.organisation_id, one.indicator.key, one.definition_version)
        if known is not None:
            found.append(Asked(one, known, _codes(known, row.by)))
    return found


def _codes(known: Known, by: str) -> dict[str, str]:
    """Return the codes of a breakdown with their names, none where it cannot be broken down."""
    definition = known.definition
    column = column_of(definition.source, by) if by in definition.by else None
    if column is None or not column.code_list:
        return {}
    try:
        return dict(reference.codes(column.code_list))
    except KeyError:
        return {}


def document_of(figure: PartnerFigure) -> str:
    """Return the name of a figure's document, "" where there is none."""
    return readable_text(figure, "document_name") if figure.document_media else ""


def figure_with_document(user: AnyUser, key: UUID) -> PartnerFigure:
    """Return a figure whose document the user may open. Raises NotSeen."""
    rows = access.scoped(PartnerFigure.objects.all(), user, READ).exclude(document_media="")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotSeen(N_("There is no such document."), code="document_unknown")
    return row


def as_read_by(figure: PartnerFigure, known: Known, audience: str) -> tuple[Decimal, str]:
    """Return a figure that was typed, and how it is meant, for ``audience``.

    Few people are few people, whoever counted them: small numbers are told as "up to 4".
    """
    definition = known.definition
    counts = definition.measure.kind in {"rows", "distinct"} or definition.unit == "person"
    table = store.tables().get(definition.source)
    open_ = table is not None and shows_small_numbers(definition, table)
    if figure.value is None or definition.is_ratio or not counts or open_:
        return figure.value or Decimal(0), figure.qualifier
    policy = sdc.policy_for(audience, definition.source, method="suppression")
    return as_others_read(figure.value, figure.qualifier, policy.threshold)


def accepted_for(user: AnyUser, indicator: UUID) -> list[PartnerFigure]:
    """Return the accepted figures of an indicator in the user's offices, the newest first."""
    rows = access.scoped(PartnerFigure.objects.all(), user, "indicator.read")
    rows = rows.filter(indicator=indicator, fact__isnull=False)
    return list(
        rows.select_related("request__entity", "fact").order_by("-request__ends_on", "-id")[:60]
    )


def live_link(row: PartnerRequest) -> RequestLink | None:
    """Return the link of a request that still opens."""
    links = row.links.filter(revoked_at__isnull=True, expires_at__gt=now())
    return links.order_by("-created_at").first()


def address_of(link: RequestLink) -> str:
    """Return the whole address of a link, for a letter."""
    return f"{settings.SITE_ADDRESS}{reverse('results:partner', args=[link.token])}"


def due_for_reminder(today: date) -> list[UUID]:
    """Return the unanswered requests of which the partner is reminded today."""
    rows = PartnerRequest.objects.filter(state__in=UNANSWERED).exclude(reminded_on=today)
    return [key for key, due in rows.values_list("pk", "due_on") if is_day_of_reminder(due, today)]


def outstanding_requests(user: AnyUser, today: date) -> list[Outstanding]:
    """Return the figures to check, and the requests that are late or due soon."""
    if not access.may(user, "target.set"):
        return []
    rows: Any = access.scoped(PartnerRequest.objects.all(), user, "target.set")
    rows = rows.select_related("entity")
    to_check = rows.filter(state="answered").order_by("answered_at")[:MOST]
    waiting = rows.filter(state__in=UNANSWERED, due_on__lte=today + SOON).order_by("due_on")[:MOST]
    return [
        *(_outstanding(one, _("Figures of {partner} to check")) for one in to_check),
        *(_outstanding(one, _("Figures asked of {partner}"), one.due_on) for one in waiting),
    ]


def _outstanding(row: PartnerRequest, sentence: str, due_on: date | None = None) -> Outstanding:
    return Outstanding(
        "results.partner_figures",
        sentence.format(partner=row.entity.name),
        reverse("results:request", args=[row.pk]),
        due_on=due_on,
        since=row.answered_at or row.created_at,
        record=row.pk,
    )
