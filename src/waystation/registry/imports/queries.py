"""Imports, scoped by office."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_

from .contributions import Importer, importers
from .models import ImportedRow, Mapping, Upload
from .rules import columns, sheets
from .transitions import PERMISSION, UPLOAD_WORKFLOW

TABLE = "imports_upload"
LANGUAGES = ("en", "sq", "sr")  # of sheets; Serbian in Latin letters is folded into the other
YES_NO = {"yes": ("po", "da", "да", "x", "1", "true"), "no": ("jo", "ne", "не", "0", "false")}


def uploads_visible_to(user: access.AnyUser) -> QuerySet[Upload]:
    """Return the imports of the offices where the user records, without their files."""
    rows = access.scoped(Upload.objects.all(), user, PERMISSION)
    return rows.defer("content", "problems").order_by("-id")


def upload_visible_to(user: access.AnyUser, upload_id: UUID) -> Upload:
    """Return one import. Raises NotSeen outside the user's offices."""
    found = uploads_visible_to(user).select_related("office").filter(id=upload_id).first()
    if found is None:
        raise NotSeen(N_("There is no such import in your offices."), code="not_seen")
    return found


def require_mapped(user: access.AnyUser, upload: Upload) -> None:
    """Raise Refusal if the mapping of an import can no longer be changed."""
    if not any(step.name == "map" for step in UPLOAD_WORKFLOW.available(user, upload)):
        raise Refusal(
            N_("This import has started. Its columns can no longer be changed."), code="begun"
        )


def importer_of(sheet: str) -> Importer:
    """Return how sheets of a kind become records. Raises NotSeen for an unknown kind."""
    found = importers().get(sheet)
    if found is None:
        raise NotSeen(N_("There is no such kind of sheet."), code="not_seen")
    return found


def sealed_part(upload: Upload, column: str) -> bytes:
    """Return the decrypted content of a column of an import that the reader may see."""
    value = bytes(getattr(upload, column))
    if not value:
        return b""
    ring = access.keyring(upload.organisation_id)
    return ring.open(value, table=TABLE, column=column, row=str(upload.pk))


def sheet_of(upload: Upload) -> sheets.Sheet:
    """Return the rows of an import's file. Raises Refusal if it is already deleted."""
    content = sealed_part(upload, "content")
    if not content:
        raise Refusal(
            N_("The file of this import is no longer stored. Upload it again."), code="file_gone"
        )
    return sheets.read_safely(upload.name, content)


@dataclass(frozen=True)
class Problem:
    """One error of a sheet: row number in the spreadsheet, column, and message."""

    row: int
    column: str
    text: str
    sentence: str
    values: dict[str, Any]

    @property
    def in_words(self) -> str:
        """The sentence in the reader's language, with its values."""
        return in_words(self)


def stored(value: Any) -> str | dict[str, str]:
    """Return a value of an error's sentence as JSON: a day keeps that it is one."""
    return {"day": value.isoformat()} if isinstance(value, date) else str(value)[:80]


def _as_given(value: Any) -> Any:
    return date.fromisoformat(value["day"][:10]) if isinstance(value, dict) else value


def whole(upload: Upload) -> Upload:
    """Return an import that the user may see, with its sealed content."""
    return Upload.objects.get(id=upload.id)


def problems_of(upload: Upload) -> list[Problem]:
    """Return the stored errors of an import that the user may see already."""
    content = sealed_part(upload, "problems")
    rows = json.loads(content) if content else []
    return [
        Problem(row, column, text, sentence, {name: _as_given(one) for name, one in given.items()})
        for row, column, text, sentence, given in rows
    ]


def remembered_mapping(office_id: UUID, sheet: str) -> Mapping | None:
    """Return how the office's last sheet of this kind was read."""
    return Mapping.objects.filter(office_id=office_id, sheet=sheet).first()


def names_of(field: Field) -> list[str]:
    """Return the names of a field as sheets head its column, in every language of LANGUAGES."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found += [translation.gettext(field.label), field.title]
    return [*dict.fromkeys(found), field.name]


def answers_of(importer: Importer, field: Field) -> dict[str, list[str]]:
    """Return the answers of a field: code -> its names in every language and its short forms."""
    if field.kind == "yes_no":
        return {code: [code, *words] for code, words in YES_NO.items()}
    extra = importer.answers.get(field.name, {})
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for code, name in field.get_choices():
                found.setdefault(code, list(extra.get(code, ()))).append(name)
    # "Pejë/Peć" is written either way.
    return {
        code: [*names, *(part for one in names if "/" in one for part in one.split("/"))]
        for code, names in found.items()
    }


def asked_of(field: Field) -> bool:
    """Return whether the texts of a field's column must be mapped to answers."""
    return field.kind in ("code", "codes", "yes_no")


@dataclass(frozen=True)
class Text:
    """A text of a column of answers: how often, the answer that is proposed, whether certain."""

    text: str
    count: int
    answer: str
    certain: bool


def texts_to_answer(upload: Upload, sheet: sheets.Sheet) -> Iterator[tuple[Field, list[Text]]]:
    """Yield each field of answers that has a column, with the texts in it, the usual first.

    Raises Refusal for a column with more different texts than answers can have.
    """
    importer = importer_of(upload.sheet)
    before = remembered_mapping(upload.office_id, upload.sheet)
    for field in importer.table:
        place = upload.columns.get(field.name)
        if place is None or not asked_of(field):
            continue
        found = columns.texts_of(sheet.rows, place, several=field.kind == "codes")
        _refuse_many(field, sheet.headings[place], found)
        answers = answers_of(importer, field)
        chosen = upload.answers.get(field.name, {})
        known = dict((before.answers if before else {}).get(field.name, {}))
        rows = []
        for text, count in sorted(found.items(), key=lambda one: (-one[1], one[0])):
            if text in chosen:
                rows.append(Text(text, count, chosen[text], True))
            else:
                rows.append(Text(text, count, *columns.suggested_answer(text, answers, known)))
        yield field, rows


def _refuse_many(field: Field, heading: str, found: Counter[str]) -> None:
    if len(found) > columns.MOST_TEXTS:
        raise Refusal(
            N_(
                "The column “{heading}” has {count} different texts, too many to be answers to "
                "“{field_name}”. Choose another column."
            ),
            field=f"column_{field.name}",
            code="too_many_texts",
            heading=heading,
            count=len(found),
            field_name=field.title,
        )


def records_of_uploads(organisation_id: UUID, uploads: Sequence[UUID]) -> list[UUID]:
    """Return the keys of the records that these imports wrote or took back."""
    rows = ImportedRow.objects.filter(
        upload__organisation_id=organisation_id, upload_id__in=list(uploads)
    )
    return list(rows.values_list("id", flat=True))
