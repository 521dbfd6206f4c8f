"""Dated facts: the shipped ones are loaded once and never changed."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.records.saving import add
from waystation.foundation.shared.periods import now
from waystation.governance.knowledge.models import DatedFact
from waystation.governance.knowledge.queries import FACTS
from waystation.registry.organisations import queries as organisations

from .shipped import load_shipped

if TYPE_CHECKING:
    from waystation.foundation.access.models import User
    from waystation.registry.organisations.models import Entity

ABOUT = {"iom_": "IOM"}
"""The organisation that shipped facts describe, by the beginning of their series' keys."""
SHIPPED = Path(__file__).parent.parent / "dated_facts.csv"
SPACE = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


@transaction.atomic
def load_dated_facts(organisation_id: UUID, office_id: UUID) -> int:
    """Load the facts that come with the program, with their series; return how many were new.

    Those that describe an organisation of the register form its profile there.
    """
    load_shipped(organisation_id, office_id)
    there = set(DatedFact.objects.filter(office_id=office_id).values_list("id", flat=True))
    described = {
        start: organisations.entities_of(organisation_id).filter(acronym=acronym).first()
        for start, acronym in ABOUT.items()
    }
    made = 0
    for line in csv.DictReader(SHIPPED.read_text(encoding="utf-8").splitlines()):
        name = ":".join([str(office_id), *(line[one] for one in ("series", "source", "as_of"))])
        key = uuid5(SPACE, name)
        if key in there:
            continue
        moment = now()
        about = [one for start, one in described.items() if line["series"].startswith(start)]
        DatedFact.objects.create(
            id=key,
            organisation_id=organisation_id,
            office_id=office_id,
            created_at=moment,
            created_by=None,
            changed_at=moment,
            entity=about[0] if about else None,
            value=Decimal(line.pop("value")),
            **line,
        )
        audit.log(
            None, "dated_fact.record", FACTS.kind, key,
            organisation_id=organisation_id, office_id=office_id,
        )  # fmt: skip
        made += 1
    return made


@transaction.atomic
def record_fact_of_partner(me: User, office_id: UUID, entity: Entity, **values: Any) -> DatedFact:
    """Record a number that a partner gave and the caller accepted; the caller asked for permission.

    It replaces the partner's earlier number of the same series for the same day.
    """
    same = DatedFact.objects.filter(
        office_id=office_id,
        entity=entity,
        series=values["series"],
        as_of_on=values["as_of_on"],
        superseded_by__isnull=True,
    )
    fact = DatedFact.begin(
        me, office_id, entity=entity, supersedes=same.order_by("-id").first(), **values
    )
    return add(me, "dated_fact.record", fact)
