"""The migration profile of the centres: a prepared report on visitors and their answers.

It is started from the list of reports, its figures go through the same disclosure control as all
others, and it is frozen like every edition. Its first section states its limitations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access.contributions import ReportTemplate
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference

from .queries import centres_visible_to


def scopes(user: Any) -> Sequence[tuple[str, str, Sequence[UUID]]]:
    """Return what a report can be about: all centres, those of a region, or one centre."""
    rows = list(centres_visible_to(user).values_list("office_id", "name", "place"))
    region_of = {place.key: place.region for place in reference.places()}
    regions: dict[str, list[UUID]] = {}
    for office, _name, place in rows:
        if region := region_of.get(place):
            regions.setdefault(region, []).append(office)
    return [
        ("all", _("All centres"), []),
        *(
            (f"region {key}", _("Region: {name}").format(name=_region(key)), offices)
            for key, offices in sorted(regions.items())
        ),
        *((f"centre {office}", name, [office]) for office, name, _place in rows),
    ]


def _region(key: str) -> str:
    return reference.label("region", key)


def _table(title: str, by: str, *indicators: str) -> tuple[str, Mapping[str, Any]]:
    return "table", {"title": title, "by": by, "indicators": list(indicators)}


def _chart(title: str, along: str, indicator: str) -> tuple[str, Mapping[str, Any]]:
    return "chart", {"title": title, "indicator": indicator, "along": along, "split": ""}


def _map(title: str, indicator: str) -> tuple[str, Mapping[str, Any]]:
    return "map", {"title": title, "indicator": indicator}


def _heading(text: str) -> tuple[str, Mapping[str, Any]]:
    return "heading", {"text": text}


def _text(text: str) -> tuple[str, Mapping[str, Any]]:
    return "text", {"text": text}


def blocks() -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Return the blocks of the report in the language in force."""
    return [
        _heading(_("What this report can say, and what it cannot")),
        _text(
            _(
                "It rests on [profiles] daily profiles of [people_profiled] people who came to the "
                "centres in the period and agreed to answer. Visitors are not a sample of the "
                "population: they come because they look for information or help, and who does "
                "not come is not in it. No share in this report may be read as a share of the "
                "population, and no change between periods as a change in the population.\n\n"
                "Every answer may be declined; a share is of those who answered. Reasons are what "
                "people name, several at a time, so that they add up to more than the people. "
                "Small numbers are suppressed to protect individuals."
            )
        ),
        _heading(_("Profiles")),
        _table(_("People profiled, by sex"), "sex", "people_profiled"),
        _chart(_("People profiled, by age"), "age_band", "people_profiled"),
        _table(_("People profiled, by work"), "work_status", "people_profiled"),
        _map(_("People profiled, by municipality"), "people_profiled"),
        _heading(_("Reasons to migrate")),
        _chart(_("People profiled, by reason they name"), "drivers", "people_profiled"),
        _text(
            _(
                "[jobs_as_driver] of those who gave a reason name too few jobs or low wages, and "
                "[climate_as_driver] name climate or the environment."
            )
        ),
        _heading(_("Intentions, before and after counselling")),
        _table(_("People profiled, by intention"), "intention", "people_profiled"),
        _chart(_("People profiled, by time of departure"), "horizon", "people_profiled"),
        _table(_("Plans, by intention before counselling"), "intention_before", "plans_agreed"),
        _table(_("Plans, by intention after counselling"), "intention_after", "plans_agreed"),
        _text(
            _(
                "In [intentions_changed] of the plans with both answers the intention after "
                "counselling differs from the one before; [plans_followed_up] of the plans were "
                "followed up. A change in either direction counts: the aim is an informed decision."
            )
        ),
        _table(_("Plans, by what became of them"), "outcome", "plans_agreed"),
        _heading(_("Destinations")),
        _chart(_("People profiled, by destination"), "destination", "people_profiled"),
        _table(_("People profiled, by means"), "means", "people_profiled"),
        _heading(_("Skills")),
        _chart(_("People profiled, by education"), "education", "people_profiled"),
        _table(_("People profiled, by occupation"), "occupation", "people_profiled"),
        _heading(_("Potential for labour migration")),
        _text(
            _(
                "[labour_migration_potential] of the people aged 18 to 64 who said what they "
                "intend want to leave within 12 months and have an occupation. This is what "
                "visitors said, and no forecast."
            )
        ),
        _table(_("Potential for labour migration, by sex"), "sex", "labour_migration_potential"),
        _table(
            _("Potential for labour migration, by education"),
            "education",
            "labour_migration_potential",
        ),
        _heading(_("Challenges")),
        _chart(_("Visits, by main reason"), "reason", "visits"),
        _chart(_("Referrals, by need"), "need", "referrals_sent"),
    ]


MIGRATION_PROFILE = ReportTemplate(
    N_("Migration profile of the centres"),
    N_(
        "Profiles, reasons, intentions, destinations, skills, potential for labour migration and "
        "challenges, of all centres, a region or one centre."
    ),
    "report.draft",
    blocks,
    scopes,
)
