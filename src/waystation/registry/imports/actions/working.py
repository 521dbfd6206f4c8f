"""The background work of an import: validating every row, loading valid ones, undoing it.

Each task can be repeated after its process has died: rows are identified by their key, so that none
is recorded twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.imports import queries
from waystation.registry.imports.contributions import Importer
from waystation.registry.imports.models import ImportedRow, Upload
from waystation.registry.imports.rules import cells, columns, keys, sheets
from waystation.registry.imports.transitions import UPLOAD_WORKFLOW

from .uploading import KIND, seal_part

BATCH = 500
MOST_PROBLEMS = 2000
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Read:
    """A parsed row: its key, its values, and its errors."""

    row: int
    key: UUID
    digest: bytes
    values: dict[str, Any]
    problems: list[queries.Problem]


class Reader:
    """Reads the rows of an upload by its mapping."""

    def __init__(self, user: access.AnyUser, upload: Upload, sheet: sheets.Sheet) -> None:
        self.upload, self.sheet = upload, sheet
        self.importer: Importer = queries.importer_of(upload.sheet)
        self.office = access.the_office(upload.office_id)
        self.check = self.importer.checker(user, self.office)
        self.answers = {
            name: {text: code for text, code in texts.items() if code}
            for name, texts in upload.answers.items()
        }

    def rows(self) -> Iterator[Read]:
        """Yield every row that says something, in the order of the file."""
        seen: Counter[bytes] = Counter()
        numbers: dict[str, int] = {}
        for number, row in enumerate(self.sheet.rows, start=self.sheet.first):
            if any(row):
                yield self._row(number, row, seen, numbers)

    def _row(
        self, number: int, row: list[str], seen: Counter[bytes], numbers: dict[str, int]
    ) -> Read:
        problems: list[queries.Problem] = []
        values: dict[str, Any] = dict(self.upload.constants)
        written = dict(zip(self.sheet.headings, row, strict=True))
        for name, place in self.upload.columns.items():
            try:
                values[name] = self._value(self.importer.table[name], row[place])
            except Refusal as refusal:
                values[name] = self.importer.table[name].blank
                problems += self._problems(number, refusal, row)
        day = values.get(self.importer.day)
        if day is not None and self.importer.day in self.upload.columns:
            written[self.sheet.headings[self.upload.columns[self.importer.day]]] = day.isoformat()
        content = keys.content_of(written)
        seen[content] += 1
        own = str(values.get(self.importer.number) or "")
        if own and (first := numbers.setdefault(own, number)) != number:
            twice = Refusal(
                N_("The number {own} is already used in row {first}."),
                field=self.importer.number,
                code="number_twice",
                own=own,
                first=first,
            )
            problems += self._problems(number, twice, row)
        key = keys.key_of(self.upload.office_id, self.upload.sheet, own, content, seen[content])
        given, refusals = self.check(values)
        broken = {problem.column for problem in problems}
        for one in refusals:
            if one is not None:
                found = self._problems(number, one, row)
                problems += [each for each in found if not each.column or each.column not in broken]
        return Read(number, key, content, given, problems)

    def _value(self, field: Field, text: str) -> Any:
        if field.kind == "date":
            return cells.day_of(text, self.upload.day_order, field.name)
        if field.kind == "number":
            return cells.number_of(text, field.name)
        if not queries.asked_of(field):
            return text or field.blank
        texts = columns.split(text) if field.kind == "codes" else [text] if text else []
        found = [self._answer(field, one) for one in texts]
        given = [one for one in found if one != columns.EMPTY]
        if field.kind == "codes":
            return list(dict.fromkeys(given))
        if field.kind == "yes_no":
            return bool(given) and given[0] == "yes"
        return given[0] if given else ""

    def _answer(self, field: Field, text: str) -> str:
        code: str | None = self.answers.get(field.name, {}).get(text)
        if code is None:
            raise Refusal(
                N_("“{text}” has no answer yet. Choose one under “Answers”."),
                field=field.name,
                code="text_unknown",
                text=text[:40],
            )
        return code

    def _problems(self, number: int, refusal: Refusal, row: list[str]) -> list[queries.Problem]:
        found = []
        for one in refusal.all:
            values = {name: queries.stored(value) for name, value in one.values.items()}
            found.append(self._problem(number, one.field or "", row, one.sentence, values))
        return found

    def _problem(
        self, number: int, field: str, row: list[str], sentence: str, values: dict[str, Any]
    ) -> queries.Problem:
        place = self.upload.columns.get(field)
        if place is None:
            return queries.Problem(number, "", "", sentence, values)
        heading = f"{sheets.letters(place)} · {self.sheet.headings[place]}"
        return queries.Problem(number, heading, row[place][:60], sentence, values)

    def changed_since(self, one: Read) -> queries.Problem:
        """Return an error if a row's number was imported earlier with other content."""
        row = self.sheet.rows[one.row - self.sheet.first]
        sentence = N_(
            "This number was imported before with other content. The record is not changed."
        )
        return self._problem(one.row, self.importer.number, row, sentence, {})


def _whole(user: access.AnyUser, upload_id: UUID) -> Upload:
    """Return an import with its file. Raises NotSeen, NotAllowed."""
    upload = queries.whole(queries.upload_visible_to(user, upload_id))
    access.require(user, queries.importer_of(upload.sheet).permission, upload.office_id)
    return upload


def _is_done(upload: Upload, end: str) -> bool:
    """Return whether the work that ends with a step has ended: a task may be begun twice."""
    return upload.state not in UPLOAD_WORKFLOW.transitions[end].source


def _lock_upload(upload_id: UUID) -> Upload:
    return Upload.objects.select_for_update().get(id=upload_id)


def _known_of(importer: Importer, read: list[Read]) -> tuple[set[UUID], dict[UUID, bytes]]:
    there = importer.there([one.key for one in read])
    rows = ImportedRow.objects.filter(id__in=there, removed=False)
    return there, {key: bytes(digest) for key, digest in rows.values_list("id", "digest")}


def _batches(rows: Iterator[Read]) -> Iterator[list[Read]]:
    some: list[Read] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def check(user: access.AnyUser, upload_id: UUID, tell: Tell) -> Upload:
    """Validate every row and report the result, without recording anything."""
    upload = _whole(user, upload_id)
    if _is_done(upload, "checked"):
        return upload
    reader = Reader(user, upload, queries.sheet_of(upload))
    counts: Counter[str] = Counter()
    problems: list[queries.Problem] = []
    for some in _batches(reader.rows()):
        there, known = _known_of(reader.importer, some)
        for one in some:
            found = list(one.problems)
            if not found and known.get(one.key, one.digest) != one.digest:
                found = [reader.changed_since(one)]
            counts["wrong" if found else "known" if one.key in there else "fresh"] += 1
            problems += found[: MOST_PROBLEMS - len(problems)]
        tell(sum(counts.values()), upload.rows, "")
    rows = [[one.row, one.column, one.text, one.sentence, one.values] for one in problems]
    with transaction.atomic():
        upload = _lock_upload(upload_id)
        upload.fresh, upload.known = counts["fresh"], counts["known"]
        upload.wrong, upload.done = counts["wrong"], upload.rows
        seal_part(upload, "problems", json.dumps(rows).encode() if rows else b"")
        UPLOAD_WORKFLOW.take(upload, "checked", access.signed_in(user))
    return upload


def load(user: access.AnyUser, upload_id: UUID, tell: Tell) -> Upload:
    """Record every row that is new and without an error, a batch at a time."""
    upload = _whole(user, upload_id)
    if _is_done(upload, "loaded"):
        return upload
    me = access.signed_in(user)
    reader = Reader(user, upload, queries.sheet_of(upload))
    memory: dict[Any, Any] = {}
    done = 0
    for some in _batches(reader.rows()):
        done += len(some)
        with transaction.atomic():
            row = _lock_upload(upload_id)
            there, _known = _known_of(reader.importer, some)
            good = [one for one in some if not one.problems and one.key not in there]
            rows = [(one.key, one.values) for one in good]
            written = reader.importer.write(user, reader.office, rows, memory)
            _note_rows(upload, good, {one.key: one.opened for one in written})
            row.done, row.added = done, row.added + len(good)
            row.save(update_fields=["done", "added"])
            audit.log(me, "import.rows", KIND, upload.id, office_id=upload.office_id, to=done)
        tell(done, upload.rows, "")
    with transaction.atomic():
        upload = _lock_upload(upload_id)
        UPLOAD_WORKFLOW.take(upload, "loaded", me)
    return upload


def _note_rows(upload: Upload, good: list[Read], opened: dict[UUID, UUID | None]) -> None:
    ImportedRow.objects.filter(id__in=[one.key for one in good]).delete()  # undone before
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                id=one.key,
                upload=upload,
                row=one.row,
                digest=one.digest,
                opened=opened.get(one.key),
            )
            for one in good
        ],
        batch_size=500,
    )


def undo(user: access.AnyUser, upload_id: UUID, tell: Tell) -> Upload:
    """Take back every record of an import."""
    upload = _whole(user, upload_id)
    if _is_done(upload, "undone"):
        return upload
    me = access.signed_in(user)
    importer = queries.importer_of(upload.sheet)
    office = access.the_office(upload.office_id)
    left = ImportedRow.objects.filter(upload=upload, removed=False)
    done = 0
    # The last rows first: a person's file was opened for the first row that names the person.
    while rows := list(left.order_by("-row").values_list("id", "opened")[:BATCH]):
        some = [key for key, _opened in rows]
        done += len(some)
        with transaction.atomic():
            opened = [one for _key, one in rows if one is not None]
            removed = importer.remove(user, office, some, opened)
            ImportedRow.objects.filter(id__in=some).update(removed=True)
            row = _lock_upload(upload_id)
            row.done += len(some)
            row.deleted += removed.deleted
            row.withdrawn += removed.withdrawn
            row.save(update_fields=["done", "deleted", "withdrawn"])
            audit.log(me, "import.rows_undone", KIND, upload.id, office_id=upload.office_id)
        tell(done, upload.added, "")
    with transaction.atomic():
        upload = _lock_upload(upload_id)
        UPLOAD_WORKFLOW.take(upload, "undone", me)
    return upload
