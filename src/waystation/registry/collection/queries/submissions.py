"""Submissions as received and as a table: answers, raw bytes, attachments."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Count, QuerySet

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import Attachment, Form, FormVersion, Submission
from waystation.registry.collection.rules.columns import (
    AnswerColumn,
    Edition,
    columns_of_editions,
    repeats_of,
)

from .forms import definition_for, definition_of, not_seen, published_versions

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

PAGE = 50


COMPRESSION = 1
"""The level for a submission's answers and XML. Level 6 takes twice as long for a seventh less."""


def pack(tables: dict[str, Any]) -> bytes:
    return zlib.compress(orjson.dumps(tables), COMPRESSION)


def unpack(plain: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(zlib.decompress(plain))
    return found


def answers_of(
    submission: Submission, *, cleaned: bool = True, ring: Keyring | None = None
) -> dict[str, Any]:
    """Open the answers of a submission: {"main": …, "repeats": …}. For callers that may."""
    ring = ring or access.keyring(submission.organisation_id)
    row = {"id": submission.id, "sealed": submission.sealed, "cleaned": submission.cleaned}
    return open_answers(ring, row, cleaned=cleaned)


def open_answers(ring: Keyring, row: Mapping[str, Any], *, cleaned: bool = True) -> dict[str, Any]:
    """Open the answers of a submission of which only these values are known."""
    column = "cleaned" if cleaned and row["cleaned"] else "sealed"
    sealed, key = bytes(row[column]), str(row["id"])
    return unpack(ring.open(sealed, table="collection_submission", column=column, row=key))


def submissions_visible_to(user: AnyUser, form: Form) -> QuerySet[Submission]:
    """Return the submissions of a form; of one that the phone corrected, the corrected one."""
    rows = access.scoped(Submission.objects.all(), user, "submission.read")
    return rows.filter(form=form, is_superseded=False)


def first_of(user: AnyUser, submission: Submission) -> list[Submission]:
    """Return the earlier versions of a corrected submission, newest first."""
    access.require(user, "submission.read", submission.office_id)
    found, one = [], submission.supersedes
    while one is not None:  # each is corrected once, so this ends
        found.append(one)
        one = one.supersedes
    return found


def corrected_by(submission: Submission) -> UUID | None:
    """Return the key of the submission that corrected this one."""
    rows = Submission.objects.filter(supersedes=submission)
    return rows.values_list("id", flat=True).first()


def last_correction(rival: Submission) -> UUID | None:
    """Return the key of the correction that counts where ``rival`` corrects the same one."""
    last, key = None, rival.rival_of_id
    while key is not None:
        last = key
        key = Submission.objects.filter(supersedes=key).values_list("id", flat=True).first()
    return last


def submission_states(user: AnyUser, form: Form) -> dict[str, int]:
    """Return how many submissions of a form are in each state."""
    rows = submissions_visible_to(user, form).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


def submission_visible_to(user: AnyUser, submission_id: UUID) -> Submission:
    """Return a submission to act on, without opening it. Raises NotSeen."""
    found = (
        access.scoped(Submission.objects.all(), user, "submission.read")
        .select_related("form", "form_version", "app_user", "office")
        .filter(id=submission_id)
        .first()
    )
    if found is None:
        raise not_seen(N_("submission"))
    return found


@transaction.atomic
def open_submission(user: AnyUser, submission_id: UUID) -> Submission:
    """Return a submission to be read, and log that it was. Raises NotSeen."""
    found = submission_visible_to(user, submission_id)
    reader = access.require(user, "submission.read", found.office_id)
    audit.log(
        reader, "submission.read", "collection.Submission", found.id, office_id=found.office_id
    )
    return found


def own_submission(user: User, version: FormVersion, instance_id: str) -> Submission | None:
    """Return the submission of this id that the user has sent with this version."""
    rows = Submission.objects.filter(organisation_id=user.organisation_id, created_by=user)
    return rows.filter(form_version=version, instance_id=instance_id).first()


def raw_xml(user: AnyUser, submission: Submission) -> bytes:
    """Return the XML of a submission as received, byte for byte. Raises NotAllowed."""
    access.require(user, "submission.read", submission.office_id)
    ring = access.keyring(submission.organisation_id)
    return zlib.decompress(
        ring.open(
            bytes(submission.raw.sealed),
            table="collection_rawxml",
            column="sealed",
            row=str(submission.id),
        )
    )


def attachment(user: AnyUser, submission: Submission, name: str) -> tuple[str, bytes]:
    """Return the type and the bytes of an attachment. Raises NotSeen."""
    access.require(user, "submission.read", submission.office_id)
    found = submission.attachments.filter(name=name).first()
    if found is None:
        raise not_seen(N_("file"))
    return found.content_type, open_attachment(found, access.keyring(submission.organisation_id))


def open_attachment(attachment: Attachment, ring: Keyring) -> bytes:
    """Return the bytes of an attachment. For callers that may."""
    sealed, key = bytes(attachment.sealed), str(attachment.id)
    return ring.open(sealed, table="collection_attachment", column="sealed", row=key)


class Received(NamedTuple):
    """What a table of answers says of a submission; named like the fields of Submission."""

    id: UUID
    instance_id: str
    created_at: datetime
    form_version_id: UUID
    state: str
    missing_files: list[str]


def rows_of(
    user: AnyUser,
    form: Form,
    *,
    repeat: str = "",
    cleaned: bool = True,
    after: UUID | None = None,
    limit: int | None = PAGE,
    rows: QuerySet[Submission] | None = None,
) -> Iterator[tuple[Received, dict[str, str]]]:
    """Yield answers as rows, newest first: the form's own, or those of one repeat.

    They are those of all counted submissions, or of ``rows``, which the caller has filtered.
    Decrypted one at a time, so that an export of any length needs little memory.
    """
    if rows is None:
        rows = submissions_visible_to(user, form).filter(is_removed=False)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = rows.order_by("-id").values_list(*Received._fields, "sealed", "cleaned")
    some = found[:limit] if limit is not None else found
    ring = access.keyring(form.organisation_id)
    for *about, sealed, corrected in some.iterator(chunk_size=500):
        one = Received(*about)
        row = {"id": one.id, "sealed": sealed, "cleaned": corrected}
        tables = open_answers(ring, row, cleaned=cleaned)
        if repeat:
            for part in tables["repeats"].get(repeat, []):
                yield one, part
        else:
            yield one, tables["main"]


def version_names(form: Form) -> dict[UUID, str]:
    """Return the names of all versions of a form by their keys."""
    return dict(form.versions.values_list("id", "name"))


def answers_in_columns(user: AnyUser, form: Form) -> Iterator[tuple[UUID, UUID, dict[str, str]]]:
    """Yield key, version and cleaned answers of every submission that counts, in no order.

    As :func:`rows_of`, without objects: for snapshots of a whole form. Raises NotAllowed.
    """
    access.require(user, "submission.read", form.office_id)
    rows = submissions_visible_to(user, form).filter(is_removed=False).order_by()
    ring = access.keyring(form.organisation_id)
    names = ("id", "form_version_id", "sealed", "cleaned")
    for batch in access.columns_of(rows.values_list(*names)):
        for key, version, sealed, cleaned in zip(*(c.to_pylist() for c in batch), strict=True):
            column, value = ("cleaned", cleaned) if cleaned else ("sealed", sealed)
            one = UUID(bytes=key)
            plain = ring.open(value, table="collection_submission", column=column, row=str(one))
            yield one, UUID(bytes=version), unpack(plain)["main"]


def next_page(user: AnyUser, form: Form, after: UUID | None, limit: int) -> UUID | None:
    """Return where the page of ``rows_of`` after this one begins, None on the last one."""
    rows = submissions_visible_to(user, form).filter(is_removed=False)
    if after is not None:
        rows = rows.filter(id__lt=after)
    keys = list(rows.order_by("-id").values_list("id", flat=True)[: limit + 1])
    return keys[limit - 1] if len(keys) > limit else None


def columns_of(
    form: Form, repeat: str = "", code: str = "", names: tuple[str, ...] = ()
) -> tuple[str, list[AnswerColumn], list[str]]:
    """Return what a table of answers shows: which repetition, its columns, all repetitions.

    A column for each question that any published version asked, in the language of a reader of
    ``code``, whose language has these names; an unknown repetition is the form's own table.
    """
    versions = tuple((one.id, one.name) for one in published_versions(form))
    columns = _columns_of_versions(versions, code, names)
    repeat = repeat if repeat in columns else ""
    return repeat, columns.get(repeat, []), [name for name in columns if name]


@lru_cache(maxsize=32)
def _columns_of_versions(
    versions: tuple[tuple[UUID, str], ...], code: str, names: tuple[str, ...]
) -> dict[str, list[AnswerColumn]]:
    """Return the columns of every table of a form. Kept in memory: what is published never changes.

    To compare the choices of two versions means to read all of them.
    """
    found = FormVersion.objects.defer("xml", "workbook").in_bulk([key for key, _name in versions])
    editions = [
        Edition(key, name, definition_for(found[key], code, names), definition_of(found[key]))
        for key, name in versions
    ]
    repeats = repeats_of(editions)
    return {repeat: columns_of_editions(editions, repeat) for repeat in ["", *repeats]}


def submissions_counted(rows: QuerySet[Submission]) -> int:
    """Return how many submissions a file of answers is about; the caller has scoped them."""
    return rows.count()


def handler_of(form: Form) -> str:
    """Return the dotted path of the handler that makes records of this form, or ""."""
    return str(contributions.mapping_of("form_handlers").get(form.key, ""))
