"""Pathways and their editions: recorded, drafted, published; loading the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_
from waystation.services.pathways import queries
from waystation.services.pathways.fields import CONDITION, EDITION, PATHWAY
from waystation.services.pathways.models import Condition, DatedList, Edition, Pathway, Quota
from waystation.services.pathways.rules import conditions as rules
from waystation.services.pathways.transitions import EDITION_WORKFLOW

KIND = "pathways.Pathway"
EDITION_KIND = "pathways.Edition"


def _named_so(organisation_id: UUID, name: str, but: UUID | None = None) -> Conflict | None:
    rows = Pathway.objects.filter(organisation_id=organisation_id, name=name)
    if not (rows.exclude(id=but) if but else rows).exists():
        return None
    return Conflict(
        N_("{name} already exists. Open it and change it."), code="pathway_known", name=name
    )


@transaction.atomic
def record_pathway(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Pathway:
    """Record a pathway; ``values`` are those of ``fields.PATHWAY``.

    The same key with the same content is the record already there. Raises NotAllowed, Refusals,
    Conflict for a name that is there.
    """
    me = access.require(user, "pathway.edit", office_id)
    given = strip_texts(PATHWAY.complete(values))
    PATHWAY.refuse(given)
    there = recorded_before(Pathway, key)
    if there is not None:
        return require_same(there, PATHWAY, {**given, "office_id": office_id})
    refuse([_named_so(me.organisation_id, given["name"])])
    pathway = Pathway.begin(me, office_id, key)
    write_values(pathway, PATHWAY, given)
    pathway.save(force_insert=True)
    audit.log(me, "pathway.record", KIND, pathway.id, office_id=office_id, kind=pathway.kind)
    return pathway


@transaction.atomic
def edit_pathway(
    user: access.AnyUser, pathway_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Pathway:
    """Edit a pathway. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    queries.pathway_visible_to(user, pathway_id)
    pathway = Pathway.objects.select_for_update().get(id=pathway_id)
    me = access.require(user, "pathway.edit", pathway.office_id)
    changed = merge_edit(pathway, seen, strip_texts(proposed))
    if not changed:
        return pathway
    PATHWAY.refuse(
        values_of(pathway, PATHWAY), _named_so(me.organisation_id, pathway.name, pathway.id)
    )
    pathway.touch()
    pathway.save()
    audit.log(
        me, "pathway.edit", KIND, pathway.id, office_id=pathway.office_id, fields=sorted(changed)
    )
    return pathway


@transaction.atomic
def link_sheet(user: access.AnyUser, pathway_id: UUID, sheet_id: UUID | None) -> Pathway:
    """Name the fact sheet that explains a pathway, or none. Raises NotSeen, NotAllowed."""
    queries.pathway_visible_to(user, pathway_id)
    pathway = Pathway.objects.select_for_update().get(id=pathway_id)
    me = access.require(user, "pathway.edit", pathway.office_id)
    if sheet_id is not None and str(sheet_id) not in dict(queries.sheet_choices(user)):
        raise queries.not_seen()
    pathway.sheet_id = sheet_id
    pathway.touch()
    pathway.save()
    audit.log(me, "pathway.edit", KIND, pathway.id, office_id=pathway.office_id, fields=["sheet"])
    return pathway


@transaction.atomic
def draft_edition(user: access.AnyUser, pathway_id: UUID, **values: Any) -> Edition:
    """Begin the next edition of a pathway with the previous rules, unconfirmed.

    Raises NotSeen, NotAllowed, Refusals, Conflict if there is already a draft.
    """
    queries.pathway_visible_to(user, pathway_id)
    pathway = Pathway.objects.select_for_update().get(id=pathway_id)
    me = access.require(user, "pathway.edit", pathway.office_id)
    given = strip_texts(EDITION.complete(values))
    refuse(_edition_refusals(given))
    editions = pathway.editions.order_by("-number")
    refuse([rules.refusal_of_second_draft(editions.filter(state="draft").exists())])
    newest = editions.first()
    edition = Edition.begin(
        me, pathway.office_id, pathway=pathway, number=newest.number + 1 if newest else 1
    )
    write_values(edition, EDITION, given)
    edition.save(force_insert=True)
    if last := editions.filter(state="published").first():
        for one in queries.conditions_of(last):
            copy = {**values_of(one, CONDITION), "confirmed": False}
            _write_condition(me, edition, one.position, copy)
    audit.log(me, "pathway_edition.record", EDITION_KIND, edition.id, office_id=edition.office_id)
    return edition


def _edition_refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    return [
        *EDITION.refusals(given),
        in_order(given["valid_from"], given["valid_until"], "valid_until"),
    ]


def _write_condition(
    me: Any, edition: Edition, position: int, given: Mapping[str, Any]
) -> Condition:
    condition = Condition.begin(me, edition.office_id, edition=edition, position=position)
    write_values(condition, CONDITION, given)
    condition.save(force_insert=True)
    return condition


def _draft(user: access.AnyUser, edition_id: UUID) -> tuple[Any, Edition]:
    """Return the user and a draft, locked for a change. Raises NotSeen, NotAllowed, Refusal."""
    queries.edition_visible_to(user, edition_id)
    edition = Edition.objects.select_for_update().get(id=edition_id)
    me = access.require(user, "pathway.edit", edition.office_id)
    refuse([rules.refusal_to_change(edition.state)])
    return me, edition


@transaction.atomic
def edit_edition(
    user: access.AnyUser, edition_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Edition:
    """Change the validity or the source of a draft. Raises NotSeen, NotAllowed, Refusals."""
    me, edition = _draft(user, edition_id)
    changed = merge_edit(edition, seen, strip_texts(proposed))
    if not changed:
        return edition
    refuse(_edition_refusals(values_of(edition, EDITION)))
    edition.touch()
    edition.save()
    audit.log(
        me,
        "pathway_edition.edit",
        EDITION_KIND,
        edition.id,
        office_id=edition.office_id,
        fields=sorted(changed),
    )
    return edition


@transaction.atomic
def add_condition(user: access.AnyUser, edition_id: UUID, **values: Any) -> Condition:
    """Add a rule to a draft; ``values`` are those of ``fields.CONDITION``.

    Raises NotSeen, NotAllowed, Refusals if the values are not sufficient for its kind.
    """
    me, edition = _draft(user, edition_id)
    given = strip_texts(CONDITION.complete(values))
    last = edition.conditions.order_by("-position").first()
    position = last.position + 1 if last else 1
    CONDITION.refuse(given)
    refuse(rules.refusals_of_condition(given))
    if position > rules.MOST_CONDITIONS:
        raise Refusal(N_("An edition has {most} rules at most."), code="too_many",
                      most=rules.MOST_CONDITIONS)  # fmt: skip
    condition = _write_condition(me, edition, position, given)
    audit.log(
        me, "pathway_edition.rule", EDITION_KIND, edition.id, office_id=edition.office_id,
        kind=condition.kind,
    )  # fmt: skip
    return condition


@transaction.atomic
def remove_condition(user: access.AnyUser, edition_id: UUID, condition_id: UUID) -> None:
    """Take a rule out of a draft. Raises NotSeen, NotAllowed, Refusal."""
    me, edition = _draft(user, edition_id)
    condition = edition.conditions.filter(id=condition_id).first()
    if condition is None:
        raise queries.not_seen()
    condition.delete()
    audit.log(
        me, "pathway_edition.rule", EDITION_KIND, edition.id, office_id=edition.office_id,
        removed=condition.kind,
    )  # fmt: skip


@transaction.atomic
def change_edition_state(
    user: access.AnyUser, edition_id: UUID, transition: str, **values: Any
) -> Edition:
    """Publish a draft, or discard it. Published editions are frozen. Raises NotSeen, NotAllowed."""
    rows = Edition.objects.filter(pathway__in=queries.pathways_visible_to(user))
    edition: Edition = EDITION_WORKFLOW.perform(user, rows, edition_id, transition, **values)
    if edition.state == "published":
        for one in edition.conditions.filter(frozen=False):
            one.frozen = True
            one.save(update_fields=["frozen"])
    return edition


# What is shipped


def shipped_tables() -> list[dict[str, Any]]:
    """Return the rule tables that are part of the program, as they were read on their day."""
    text = (files("waystation.services.pathways") / "shipped.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found


@transaction.atomic
def load_shipped(user: access.AnyUser, office_id: UUID) -> list[Pathway]:
    """Record the pathways that are shipped and not there yet, each with a draft to be published.

    Whoever loads them checks them: nothing is published here. Raises NotAllowed, Refusals.
    """
    me = access.require(user, "pathway.edit", office_id)
    known = set(
        Pathway.objects.filter(organisation_id=me.organisation_id).values_list("name", flat=True)
    )
    made = []
    for told in shipped_tables():
        if told["pathway"]["name"] not in known:
            made.append(_load(user, me, office_id, told))
    return made


def _load(user: access.AnyUser, me: Any, office_id: UUID, told: Mapping[str, Any]) -> Pathway:
    pathway = record_pathway(user, office_id, **PATHWAY.read(told["pathway"]))
    edition = draft_edition(user, pathway.id, **EDITION.read(told["edition"]))
    for one in told["rules"]:
        add_condition(user, edition.id, **CONDITION.read(one))
    for model, rows in ((Quota, told.get("quotas", [])), (DatedList, told.get("lists", []))):
        for row in rows:
            values = {name: _plain(name, value) for name, value in row.items()}
            record: Any = model.begin(me, office_id, pathway=pathway, **values)
            record.save(force_insert=True)
    return pathway


def _plain(name: str, value: Any) -> Any:
    is_day = name.endswith("_on") or name == "valid_from"
    return date.fromisoformat(value) if is_day and value else value
