"""Shipped content: described series, documents of the library, and their findings."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now, today_in
from waystation.governance.knowledge.models import Document, Finding, Series

HERE = Path(__file__).parent.parent
YEAR = timedelta(days=365)


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a file that comes with the program."""
    return list(csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines()))


@transaction.atomic
def load_shipped(organisation_id: UUID, office_id: UUID) -> int:
    """Load the shipped series descriptions and the library into an office; return what is new."""
    moment = now()
    common: dict[str, Any] = {
        "organisation_id": organisation_id, "office_id": office_id, "created_at": moment,
        "created_by": None, "changed_at": moment,
    }  # fmt: skip
    made = 0
    known = set(Series.objects.filter(office_id=office_id).values_list("key", flat=True))
    for line in rows_of("series.csv"):
        if line["key"] in known:
            continue
        line["synonyms"] = line["synonyms"].replace("|", "\n")
        Series.objects.create(**common, **line)
        made += 1
    documents = {one.title: one for one in Document.objects.filter(office_id=office_id)}
    for line in rows_of("library.csv"):
        if line["title"] in documents:
            continue
        published = date.fromisoformat(line.pop("published_on"))
        documents[line["title"]] = Document.objects.create(
            **common, **line, published_on=published, review_on=today_in() + YEAR
        )
        made += 1
    there = set(Finding.objects.filter(office_id=office_id).values_list("statement", flat=True))
    for line in rows_of("findings.csv"):
        study = documents[line.pop("study")]
        if line["statement"] in there:
            continue
        Finding.objects.create(**common, **line, document=study)
        made += 1
    audit.log(
        None, "knowledge.load_shipped", "knowledge.Document", None,
        organisation_id=organisation_id, office_id=office_id, rows=made,
    )  # fmt: skip
    return made
