"""Pathways, their editions and rules, places and take-up, and outdated fact sheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.periods import HOME_ZONE, in_force
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.factsheets import queries as factsheets
from waystation.services.pathways.models import (
    Condition,
    DatedList,
    Edition,
    Pathway,
    Quota,
    TakeUp,
)
from waystation.services.pathways.rules.conditions import codes_in


def pathways_visible_to(user: access.AnyUser) -> QuerySet[Pathway]:
    """Return the pathways of the organisation: colleagues of all offices share them."""
    if not access.may(user, "pathway.read"):
        return Pathway.objects.none()
    return Pathway.objects.filter(organisation_id=access.signed_in(user).organisation_id)


def pathways_of(organisation_id: UUID) -> QuerySet[Pathway]:
    """Return the pathways of an organisation, for apps that have checked who may see them."""
    return Pathway.objects.filter(organisation_id=organisation_id)


def pathway_visible_to(user: access.AnyUser, pathway_id: UUID) -> Pathway:
    """Return one pathway. Raises NotSeen for another organisation's."""
    found = pathways_visible_to(user).select_related("sheet").filter(id=pathway_id).first()
    if found is None:
        raise not_seen()
    return found


def editions_visible_to(user: access.AnyUser) -> QuerySet[Edition]:
    """Return the editions of the organisation's pathways, drafts included, the newest first."""
    rows = Edition.objects.filter(pathway__in=pathways_visible_to(user))
    return rows.select_related("pathway").order_by("-number")


def edition_visible_to(user: access.AnyUser, edition_id: UUID) -> Edition:
    """Return one edition. Raises NotSeen for another organisation's."""
    found = editions_visible_to(user).filter(id=edition_id).first()
    if found is None:
        raise not_seen()
    return found


def conditions_of(edition: Edition) -> list[Condition]:
    """Return the rules of an edition, in their order."""
    return list(edition.conditions.order_by("position"))


def current_editions(rows: QuerySet[Edition], day: date) -> dict[UUID, Edition]:
    """Return of each pathway the edition that is valid on a day."""
    newest: dict[UUID, Edition] = {}
    for one in rows.filter(state="published", valid_from__lte=day).order_by("number"):
        newest[one.pathway_id] = one
    return {
        key: one for key, one in newest.items() if in_force(day, one.valid_from, one.valid_until)
    }


def current_of(user: access.AnyUser, day: date) -> list[Edition]:
    """Return the editions that are valid on a day, by the name of their pathway."""
    found = current_editions(editions_visible_to(user), day).values()
    return sorted(found, key=lambda one: one.pathway.name)


def list_on(pathway_id: UUID, kind: str, day: date) -> DatedList | None:
    """Return the list of a pathway that was valid on a day, None if there is none."""
    rows = DatedList.objects.filter(pathway_id=pathway_id, kind=kind, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def codes_on(pathway_id: UUID, kind: str, day: date) -> list[str] | None:
    """Return the codes of that list, None if there is none."""
    found = list_on(pathway_id, kind, day)
    return codes_in(found.codes) if found else None


def places_of(user: access.AnyUser, pathway: Pathway) -> list[dict[str, Any]]:
    """Return the places and take-up of a pathway by year, newest first.

    ``places`` and ``used`` are published figures; the others count the take-ups of the user's
    offices by the year of their step.
    """
    years: dict[int, dict[str, Any]] = {}

    def of(year: int) -> dict[str, Any]:
        blank = {"year": year, "quotas": [], "applied": 0, "granted": 0, "left": 0, "ended": 0}
        return years.setdefault(year, blank)

    for quota in Quota.objects.filter(pathway=pathway).order_by("starts_on"):
        of(quota.starts_on.year)["quotas"].append(quota)
    rows = access.scoped(TakeUp.objects.filter(pathway=pathway), user, "mobility.read")
    for days in rows.values_list("applied_on", "granted_on", "left_on", "ended_on"):
        for name, day in zip(("applied", "granted", "left", "ended"), days, strict=True):
            if day is not None:
                of(day.year)[name] += 1
    return [years[year] for year in sorted(years, reverse=True)]


# Fact sheets


def sheet_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the fact sheets that a pathway may be linked to, as choices."""
    rows = factsheets.sheets_visible_to(user).order_by("title")
    return [(str(key), title) for key, title in rows.values_list("id", "title")]


def sheet_is_older(pathway: Pathway) -> bool:
    """Return whether the rules were published after the fact sheet that explains them."""
    rules = pathway.editions.filter(state="published").order_by("-number").first()
    sheet: Any = pathway.sheet
    if sheet is None or rules is None:
        return False
    told = sheet.editions.filter(state="published").order_by("-number").first()
    return told is None or bool(told.published_at < rules.published_at)


def pathways_of_sheet(user: access.AnyUser, sheet_id: UUID) -> list[dict[str, Any]]:
    """Return the pathways that a fact sheet explains, and whether their rules are newer."""
    rows = pathways_visible_to(user).filter(sheet_id=sheet_id).select_related("sheet")
    return [{"pathway": one, "older": sheet_is_older(one)} for one in rows.order_by("name")]


def stale_panel(user: access.AnyUser, edition_id: UUID) -> Panel | None:
    """Return the card about the pathways that a fact sheet explains, for its edition's page."""
    sheet = factsheets.edition_by_key(edition_id).sheet_id
    rows = pathways_of_sheet(user, sheet)
    return Panel("pathways/of_sheet.html", {"rows": rows}) if rows else None


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits: drafts to publish, fact sheets to renew, editions that end soon."""
    found: list[Outstanding] = []
    if access.may(user, "pathway.publish"):
        found += [
            Outstanding(
                "pathways.draft",
                _("{name}: rules to publish").format(name=one.pathway.name),
                reverse("pathways:edition", args=[one.id]),
                since=one.changed_at,
                record=one.id,
            )
            for one in editions_visible_to(user).filter(state="draft")[:100]
        ]
    if access.may(user, "factsheet.edit"):
        found += [
            Outstanding(
                "pathways.sheet",
                _("{title}: the rules are newer than this fact sheet").format(title=one.sheet),
                reverse("factsheets:sheet", args=[one.sheet_id]),
                record=one.sheet_id,
            )
            for one in pathways_visible_to(user).filter(sheet__isnull=False).select_related("sheet")
            if sheet_is_older(one)
        ]
    if access.may(user, "pathway.edit"):
        found += [
            Outstanding(
                "pathways.ending",
                _("{name}: these rules end").format(name=one.pathway.name),
                reverse("pathways:pathway", args=[one.pathway_id]),
                due_on=one.valid_until,
                record=one.id,
            )
            for one in current_of(user, today)
            if one.valid_until is not None and (one.valid_until - today).days <= 60
        ]
    return found


def at_noon(day: date) -> datetime:
    """Return a day as a moment, for timelines."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(HOME_ZONE))
