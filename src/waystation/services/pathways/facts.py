"""Assessments, take-ups, participants and migration histories as facts, without identities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import PERSON, standard_of, table_of

from .fields import PARTICIPANT
from .models import Assessment, History, Participant, TakeUp

BY_PERSON = "people.Person"
Make = Callable[[Mapping[str, Any]], dict[str, Any]]


def _read(model: Any, names: Sequence[str], columns: Sequence[Column], make: Make) -> Any:
    def read(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
        """Return the records of an organisation as facts."""
        found = model.objects.filter(organisation_id=organisation)
        if ids is not None:
            found = found.filter(id__in=list(ids))
        rows = found.order_by().values("id", "version", "office_id", *names, *PERSON)
        return table_of(columns, [make(row) for row in rows.iterator(chunk_size=20000)])

    return read


def _of_people(model: Any) -> Any:
    def affected(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
        """Return the records whose facts change when these people's files do."""
        rows = model.objects.filter(organisation_id=organisation, person_id__in=people)
        return list(rows.values_list("id", flat=True))

    return affected


def _table(
    key: str, label: str, model: Any, columns: Sequence[Column], names: Sequence[str], make: Make
) -> FactTable:
    kind = f"pathways.{model.__name__}"
    read = _read(model, names, columns, make)
    return FactTable(
        key, label, kind, "mobility.read", columns, read, {BY_PERSON: _of_people(model)}
    )


def _assessment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **standard_of(dict(row), row["day"]),
        "kind": row["edition__pathway__kind"],
        "pathway": row["edition__pathway__name"],
        "outcome": row["outcome"],
        "lacks": list(dict.fromkeys(one.partition(":")[0] for one in row["lacks"])),
        "eligible": row["outcome"] == "eligible",
        "ready": not row["lacks"] and row["outcome"] != "not_eligible",
        "latest": row["latest"],
    }


ASSESSMENTS = _table(
    "pathways.assessments",
    N_("Pathways checked"),
    Assessment,
    (
        Column("kind", "code", N_("Kind")),
        Column("pathway", "code", N_("Pathway")),
        Column("outcome", "code", N_("Result")),
        Column("lacks", "codes", N_("What is lacking")),
        Column("eligible", "yes_no", N_("All rules are met")),
        Column("ready", "yes_no", N_("Ready")),
        Column("latest", "yes_no", N_("Newest check of this person and pathway")),
    ),
    ("day", "outcome", "lacks", "latest", "edition__pathway__kind", "edition__pathway__name"),
    _assessment,
)


def _take_up(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **standard_of(dict(row), row["applied_on"]),
        "kind": row["pathway__kind"],
        "pathway": row["pathway__name"],
        "granted": row["granted_on"] is not None,
        "left": row["left_on"] is not None,
        "ended_because": row["ended_because"] or None,
        "days_to_grant": _days(row["applied_on"], row["granted_on"]),
    }


def _days(start: date, end: date | None) -> int | None:
    return (end - start).days if end else None


TAKE_UPS = _table(
    "pathways.take_ups",
    N_("Pathways taken up"),
    TakeUp,
    (
        Column("kind", "code", N_("Kind")),
        Column("pathway", "code", N_("Pathway")),
        Column("granted", "yes_no", N_("Granted")),
        Column("left", "yes_no", N_("Left")),
        Column("ended_because", "code", N_("Why it ended")),
        Column("days_to_grant", "number", N_("Days until it was granted")),
    ),
    ("applied_on", "granted_on", "left_on", "ended_because", "pathway__kind", "pathway__name"),
    _take_up,
)


def _participant(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **standard_of(dict(row), row["joined_on"]),
        "partnership": row["partnership__name"],
        "track": row["track"],
        "dropped_because": row["dropped_because"] or None,
        "certified": row["certified_on"] is not None,
        "placed": row["placed_on"] is not None,
        "returned": row["returned_on"] is not None,
        "dropped": row["state"] == "dropped",
    }


PARTICIPANTS = _table(
    "pathways.participants",
    N_("Participants of skills partnerships"),
    Participant,
    (
        Column("partnership", "code", N_("Partnership")),
        Column("track", "code", PARTICIPANT["track"].label),
        Column("dropped_because", "code", N_("Why")),
        Column("certified", "yes_no", N_("Certified")),
        Column("placed", "yes_no", N_("Placed")),
        Column("returned", "yes_no", N_("Returned")),
        Column("dropped", "yes_no", N_("Dropped out")),
    ),
    ("joined_on", "track", "certified_on", "placed_on", "returned_on", "dropped_because", "state",
     "partnership__name"),
    _participant,
)  # fmt: skip


def _history(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **standard_of(dict(row), row["evaluated_on"]),
        "kind": row["kind"],
        "circular": row["kind"] == "circular",
        "short_term": row["kind"] == "short_term",
        "crossings": row["crossings"],
        "stays_abroad": row["stays_abroad"],
        "skill_gained": row["skill_gained"],
        "skill_returned": row["skill_returned"],
    }


HISTORIES = _table(
    "pathways.histories",
    N_("Migration histories"),
    History,
    (
        Column("kind", "code", N_("Kind")),
        Column("circular", "yes_no", N_("Circular migrant")),
        Column("short_term", "yes_no", N_("Short-term circular migrant")),
        Column("crossings", "number", N_("Crossings within ten years")),
        Column("stays_abroad", "number", N_("Stays abroad")),
        Column("skill_gained", "yes_no", N_("Skill gained abroad")),
        Column("skill_returned", "yes_no", N_("Skill gained abroad and used after return")),
    ),
    ("evaluated_on", "kind", "crossings", "stays_abroad", "skill_gained", "skill_returned"),
    _history,
)
