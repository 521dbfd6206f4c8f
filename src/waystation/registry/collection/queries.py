"""Every read of forms and submissions. The first argument is whoever reads."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_

from .models import AppUser, CleaningLine, CleaningLog, Form, FormFile, FormVersion, Submission
from .rules.cleaning import Line
from .rules.definition import Definition, Question, read_definition

PAGE = 50
LONGEST_EXPORT = 1_000_000


def not_seen(what: str) -> NotSeen:
    return NotSeen(N_("There is no such {what} here, or it is not for you."), what=what)


# --- forms --------------------------------------------------------------------------------


def forms_seen_by(user: Anyone) -> list[Any]:
    """Return the forms this user may see, with how many submissions each has."""
    rows = access.scoped(Form.objects.all(), user, "form.read")
    return list(
        rows.order_by("title", "id")
        .annotate(
            submission_count=Count(
                "submissions", filter=Q(submissions__is_superseded=False), distinct=True
            ),
            held_count=Count(
                "submissions",
                filter=Q(
                    submissions__state__in=["held", "refused"], submissions__is_superseded=False
                ),
                distinct=True,
            ),
            last_at=Max("submissions__created_at"),
        )
        .values(
            "id", "key", "title", "is_open", "office__name", "submission_count", "held_count",
            "last_at",
        )
    )  # fmt: skip


def form_seen_by(user: Anyone, form_id: UUID) -> Form:
    """Return a form. Raises NotSeen."""
    found = access.scoped(Form.objects.all(), user, "form.read").filter(id=form_id).first()
    if found is None:
        raise not_seen(N_("form"))
    return found


def form_by_key(user: Anyone, key: str) -> Form:
    """Return a form by the id that phones know. Raises NotSeen."""
    found = access.scoped(Form.objects.all(), user, "form.read").filter(key=key).first()
    if found is None:
        raise not_seen(N_("form"))
    return found


def versions_of(user: Anyone, form: Form) -> list[FormVersion]:
    """Return the versions of a form that the user may see, the newest first."""
    rows = access.scoped(FormVersion.objects.filter(form=form), user, "form.read")
    return list(
        rows.defer("xml", "workbook")
        .prefetch_related("files")
        .annotate(submission_count=Count("submissions"))
        .order_by("-id")
    )


def version_seen_by(user: Anyone, version_id: UUID) -> FormVersion:
    """Return one version of a form. Raises NotSeen."""
    rows = access.scoped(FormVersion.objects.select_related("form"), user, "form.read")
    found = rows.filter(id=version_id).first()
    if found is None:
        raise not_seen(N_("version"))
    return found


def current_version(form: Form) -> FormVersion | None:
    """Return the version that is out now: the one published last."""
    return form.versions.filter(state="published").order_by("-published_at", "-id").first()


def files_of(version_id: UUID) -> dict[str, bytes]:
    """Return the attached lists and pictures of a version by name."""
    rows = FormFile.objects.filter(form_version_id=version_id).values_list("name", "content")
    return {name: bytes(content) for name, content in rows}


def definition_of(version: FormVersion) -> Definition:
    """Return what a version means. Kept in memory; a draft that changes is read again."""
    files = tuple(version.files.order_by("name").values_list("name", "digest"))
    return _definition(version.id, version.digest, files)


@lru_cache(maxsize=64)
def _definition(version_id: UUID, digest: str, files: tuple[tuple[str, str], ...]) -> Definition:
    xml = FormVersion.objects.values_list("xml", flat=True).get(id=version_id)
    return read_definition(bytes(xml), files_of(version_id) if files else {})


def definitions_of(user: Anyone, form: Form) -> dict[UUID, Definition]:
    """Return what every published version of a form means, by its key. Raises NotAllowed."""
    access.require(user, "submission.read", form.office_id)
    published = form.versions.filter(state="published").defer("xml", "workbook")
    return {version.id: definition_of(version) for version in published}


# --- phones -------------------------------------------------------------------------------


def token_hash(token: str) -> str:
    return hashlib.sha256(b"waystation app user " + token.encode()).hexdigest()


def app_user_of(token: str) -> AppUser:
    """Return the phone whose token this is. Raises NotSeen for a wrong, old or stopped one."""
    found = (
        AppUser.objects.filter(
            token_hash=token_hash(token), revoked_at__isnull=True, expires_at__gt=now()
        )
        .select_related("user")
        .first()
    )
    if found is None or not found.user.is_active:
        raise NotSeen(
            N_("This phone may not send any more. Ask the office for a new QR code and scan it."),
            code="app_user_unknown",
        )
    return found


def app_users_of(user: Anyone, office_id: UUID) -> list[AppUser]:
    """Return the phones of an office for those who manage them."""
    rows = access.scoped(AppUser.objects.all(), user, "app_user.manage")
    return list(
        rows.filter(office_id=office_id)
        .select_related("user")
        .annotate(last_at=Max("submissions__created_at"), sent=Count("submissions"))
        .order_by("-id")
    )


def senders_of(user: Anyone, office_id: UUID) -> list[tuple[UUID, str]]:
    """Return the people in whose name a phone of this office may send."""
    from waystation.foundation.access.rules import roles_that_may

    if not access.may(user, "app_user.manage", office_id):
        return []
    office = access.offices_seen_by(user, "app_user.manage").filter(id=office_id).first()
    if office is None:
        return []
    held = office.memberships.filter(
        role__in=roles_that_may("submission.send"), user__is_active=True
    )
    return sorted(set(held.values_list("user_id", "user__full_name")), key=lambda row: row[1])


def versions_for_phone(app_user: AppUser) -> list[FormVersion]:
    """Return the versions that a phone may download: of each open form the latest."""
    forms = access.scoped(Form.objects.all(), app_user.user, "form.read")
    forms = forms.filter(office_id=app_user.office_id, is_open=True)
    rows = (
        FormVersion.objects.filter(form__in=forms, state="published")
        .select_related("form")
        .defer("xml", "workbook")
        .annotate(file_count=Count("files"))
        .order_by("form_id", "-published_at", "-id")
    )
    latest: dict[UUID, FormVersion] = {}
    for version in rows:
        latest.setdefault(version.form_id, version)
    return sorted(latest.values(), key=lambda version: version.form.title)


def version_for_phone(app_user: AppUser, version_id: UUID) -> FormVersion:
    """Return a published version that a phone may download. Raises NotSeen."""
    found = (
        access.scoped(FormVersion.objects.all(), app_user.user, "form.read")
        .filter(office_id=app_user.office_id, id=version_id, state="published")
        .first()
    )
    if found is None:
        raise not_seen(N_("version"))
    return found


def files_for_phone(app_user: AppUser, version_id: UUID) -> list[FormFile]:
    """Return the files of a version that a phone may download."""
    version = version_for_phone(app_user, version_id)
    return list(FormFile.objects.filter(form_version=version).order_by("name"))


# --- submissions --------------------------------------------------------------------------


def pack(tables: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(plain: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(plain))
    return found


def answers_of(
    submission: Submission, *, cleaned: bool = True, ring: Keyring | None = None
) -> dict[str, Any]:
    """Open the answers of a submission: {"main": …, "repeats": …}. For callers that may."""
    ring = ring or access.keyring(submission.organisation_id)
    row = str(submission.id)
    if cleaned and submission.cleaned:
        plain = ring.open(
            bytes(submission.cleaned), table="collection_submission", column="cleaned", row=row
        )
    else:
        plain = ring.open(
            bytes(submission.sealed), table="collection_submission", column="sealed", row=row
        )
    return unpack(plain)


def submissions_scoped(user: Anyone, form: Form) -> QuerySet[Submission]:
    """Return the submissions of a form; of one that the phone corrected, the corrected one."""
    rows = access.scoped(Submission.objects.all(), user, "submission.read")
    return rows.filter(form=form, is_superseded=False)


def first_of(user: Anyone, submission: Submission) -> list[Submission]:
    """Return what was sent before this corrected submission, the latest first."""
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


def submissions_seen_by(
    user: Anyone,
    form: Form,
    *,
    after: UUID | None = None,
    state: str = "",
    limit: int = PAGE,
) -> list[Submission]:
    """Return a page of submissions, the newest first, without opening them."""
    rows = submissions_scoped(user, form).defer("sealed", "cleaned")
    if after is not None:
        rows = rows.filter(id__lt=after)
    if state:
        rows = rows.filter(state=state)
    return list(
        rows.select_related("form_version", "app_user")
        .defer("form_version__xml", "form_version__workbook", "sealed", "cleaned")
        .order_by("-id")[:limit]
    )


def submission_states(user: Anyone, form: Form) -> dict[str, int]:
    """Return how many submissions of a form are in each state."""
    rows = submissions_scoped(user, form).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


@transaction.atomic
def open_submission(user: Anyone, submission_id: UUID) -> Submission:
    """Return a submission to be read, and write down that it was. Raises NotSeen."""
    found = (
        access.scoped(Submission.objects.all(), user, "submission.read")
        .select_related("form", "form_version", "app_user")
        .filter(id=submission_id)
        .first()
    )
    if found is None:
        raise not_seen(N_("submission"))
    reader = access.require(user, "submission.read", found.office_id)
    access_actions.log(
        reader, "submission.read", "collection.Submission", found.id, office_id=found.office_id
    )
    return found


def raw_xml(user: Anyone, submission: Submission) -> bytes:
    """Return the XML of a submission as it came, byte for byte. Raises NotAllowed."""
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


def attachment(user: Anyone, submission: Submission, name: str) -> tuple[str, bytes]:
    """Return the type and the bytes of an attachment. Raises NotSeen."""
    access.require(user, "submission.read", submission.office_id)
    found = submission.attachments.filter(name=name).first()
    if found is None:
        raise not_seen(N_("file"))
    ring = access.keyring(submission.organisation_id)
    content = ring.open(
        bytes(found.sealed), table="collection_attachment", column="sealed", row=str(found.id)
    )
    return found.content_type, content


def rows_of(
    user: Anyone,
    form: Form,
    *,
    repeat: str = "",
    cleaned: bool = True,
    after: UUID | None = None,
    limit: int | None = PAGE,
    with_removed: bool = False,
) -> Iterator[tuple[Submission, dict[str, str]]]:
    """Yield answers as rows, the newest first: the form's own, or those of one repetition.

    Opened one at a time, so that an export of any length needs little memory.
    """
    rows = submissions_scoped(user, form)
    if not with_removed:
        rows = rows.filter(is_removed=False)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = (
        rows.select_related("form_version")
        .defer("form_version__xml", "form_version__workbook")
        .order_by("-id")
    )
    some = found[:limit] if limit is not None else found
    ring = access.keyring(form.organisation_id)
    for submission in some.iterator(chunk_size=500):
        tables = answers_of(submission, cleaned=cleaned, ring=ring)
        if repeat:
            for row in tables["repeats"].get(repeat, []):
                yield submission, row
        else:
            yield submission, tables["main"]


def answers_in_columns(user: Anyone, form: Form) -> Iterator[tuple[UUID, UUID, dict[str, str]]]:
    """Yield key, version and cleaned answers of every submission that counts, in no order.

    As :func:`rows_of`, without objects: for snapshots of a whole form. Raises NotAllowed.
    """
    access.require(user, "submission.read", form.office_id)
    rows = submissions_scoped(user, form).filter(is_removed=False).order_by()
    ring = access.keyring(form.organisation_id)
    names = ("id", "form_version_id", "sealed", "cleaned")
    for batch in access.columns_of(rows.values_list(*names)):
        for key, version, sealed, cleaned in zip(*(c.to_pylist() for c in batch), strict=True):
            column, value = ("cleaned", cleaned) if cleaned else ("sealed", sealed)
            one = UUID(bytes=key)
            plain = ring.open(value, table="collection_submission", column=column, row=str(one))
            yield one, UUID(bytes=version), unpack(plain)["main"]


def next_page(user: Anyone, form: Form, after: UUID | None, limit: int) -> UUID | None:
    """Return where the page of ``rows_of`` after this one begins, None on the last one."""
    rows = submissions_scoped(user, form).filter(is_removed=False)
    if after is not None:
        rows = rows.filter(id__lt=after)
    keys = list(rows.order_by("-id").values_list("id", flat=True)[: limit + 1])
    return keys[limit - 1] if len(keys) > limit else None


def columns_of(form: Form, repeat: str = "") -> tuple[str, list[Question], list[str]]:
    """Return what a table of answers shows: which repetition, its questions, all repetitions.

    An unknown repetition is the form's own table.
    """
    version = current_version(form)
    if version is None:
        return "", [], []
    definition = definition_of(version)
    paths = {key: path for path, key in definition.repeats.items()}
    repeat = repeat if repeat in paths else ""
    columns = [
        question
        for question in definition.table(paths.get(repeat, ""))
        if not question.is_note and "/meta/" not in question.path
    ]
    return repeat, columns, list(definition.repeats.values())


def handler_of(form: Form) -> str:
    """Return the dotted path of the room that takes over this form's submissions, or ""."""
    return settings.FORM_HANDLERS.get(form.key, "")


# --- cleaning -----------------------------------------------------------------------------


def opened_line(line: CleaningLine, organisation_id: UUID) -> Line:
    """Return a line of the cleaning log with its sealed values."""
    ring = access.keyring(organisation_id)
    values = json.loads(
        ring.open(
            bytes(line.sealed), table="collection_cleaningline", column="sealed", row=str(line.id)
        )
    )
    return Line(
        number=line.number,
        instance=line.instance,
        question=line.question,
        kind=line.kind,  # type: ignore[arg-type]
        old=values["old"],
        new=values["new"],
        reason=values["reason"],
        who=line.who,
    )


def cleaning_of(user: Anyone, submission: Submission) -> list[tuple[CleaningLine, Line]]:
    """Return the lines of the cleaning log about a submission, in order."""
    access.require(user, "submission.read", submission.office_id)
    lines = submission.cleaning.select_related("log").order_by("log_id", "number")
    return [(line, opened_line(line, submission.organisation_id)) for line in lines]


def cleaning_logs_seen_by(user: Anyone, form: Form) -> list[CleaningLog]:
    """Return the cleaning logs of a form with what became of their lines."""
    rows = access.scoped(CleaningLog.objects.filter(form=form), user, "submission.read")
    counts = {
        f"{state}_count": Count("lines", filter=Q(lines__state=state))
        for state in ("applied", "noted", "not_applied", "undone")
    }
    return list(rows.annotate(line_count=Count("lines"), **counts).order_by("-id"))


def cleaning_log_seen_by(user: Anyone, log_id: UUID) -> CleaningLog:
    """Return one cleaning log. Raises NotSeen."""
    rows = access.scoped(CleaningLog.objects.select_related("form"), user, "submission.read")
    found = rows.filter(id=log_id).first()
    if found is None:
        raise not_seen(N_("cleaning log"))
    return found


def lines_not_applied(user: Anyone, log: CleaningLog) -> list[CleaningLine]:
    """Return the lines of a log that could not be applied, each with its reason."""
    access.require(user, "submission.read", log.office_id)
    return list(log.lines.filter(state="not_applied").order_by("number"))


def provenance(user: Anyone, form: Form) -> dict[str, str]:
    """Return the hashes that say which submissions and which corrections a figure rests on.

    Raises NotAllowed.
    """
    access.require(user, "submission.read", form.office_id)
    rows = submissions_scoped(user, form)
    submissions = hashlib.sha256()
    for instance, digest in rows.order_by("instance_id").values_list("instance_id", "digest"):
        submissions.update(f"{instance} {digest}\n".encode())
    cleaning = hashlib.sha256()
    lines = CleaningLine.objects.filter(submission__in=rows, state="applied")
    for instance, log, number, question, kind in lines.order_by("log_id", "number").values_list(
        "instance", "log__digest", "number", "question", "kind"
    ):
        cleaning.update(f"{log} {number} {instance} {question} {kind}\n".encode())
    versions = rows.values_list("form_version__name", flat=True).distinct()
    return {
        "submissions": submissions.hexdigest(),
        "cleaning": cleaning.hexdigest(),
        "form_versions": ", ".join(sorted(set(versions))),
    }


def submission_count(user: Anyone, key: str) -> int:
    """Return how many submissions of a form the user may see."""
    rows = access.scoped(Submission.objects.all(), user, "submission.read")
    return rows.filter(form__key=key, is_superseded=False).count()


def problems_seen_by(user: Anyone, form: Form) -> Iterator[list[dict[str, Any]]]:
    """Yield what is wrong with each submission of a form; no answers."""
    rows = submissions_scoped(user, form).order_by("id")
    yield from rows.values_list("problems", flat=True).iterator(chunk_size=2000)


@transaction.atomic
def note_reading(user: Anyone, form: Form, verb: str, rows: int) -> None:
    """Write down that answers of a form were read or taken out. Raises NotAllowed."""
    reader = access.require(user, "submission.read", form.office_id)
    access_actions.log(
        reader, verb, "collection.Form", form.id, office_id=form.office_id, rows=rows
    )
