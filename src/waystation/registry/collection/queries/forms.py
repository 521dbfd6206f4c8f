"""Forms, their versions and their definitions. The first argument is the user."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.languages import language_of
from waystation.analysis.xforms.xform import read_definition
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser, stamp_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import Form, FormFile, FormVersion
from waystation.registry.collection.transitions import UNRESOLVED

if TYPE_CHECKING:
    from waystation.foundation.access.models import User
    from waystation.registry.collection.models import AppUser

NEEDS_A_DECISION = Q(held_count__gt=0)
"""Of the rows of ``forms_visible_to``: those with submissions that were held or refused."""


def not_seen(what: str) -> NotSeen:
    return NotSeen(N_("There is no such {what} here, or it is not for you."), what=what)


def forms_visible_to(user: AnyUser) -> QuerySet[Form]:
    """Return the forms this user may see, with how many submissions they may open of each."""
    counted = Q(submissions__is_superseded=False) & readable_submissions(user)
    return access.scoped(Form.objects.all(), user, "form.read").annotate(
        submission_count=Count("submissions", filter=counted, distinct=True),
        held_count=Count(
            "submissions",
            filter=counted & Q(submissions__state__in=UNRESOLVED),
            distinct=True,
        ),
        last_at=Max("submissions__created_at"),
    )


def form_visible_to(user: AnyUser, form_id: UUID) -> Form:
    """Return a form. Raises NotSeen."""
    found = access.scoped(Form.objects.all(), user, "form.read").filter(id=form_id).first()
    if found is None:
        raise not_seen(N_("form"))
    return found


def readable_submissions(user: AnyUser) -> Q:
    """Return which submissions of a form or a phone are counted: those this user may open."""
    return Q(submissions__office_id__in=access.offices_where(user, "submission.read"))


def versions_of(user: AnyUser, form: Form) -> list[FormVersion]:
    """Return the versions of a form that the user may see, the newest first."""
    rows = access.scoped(FormVersion.objects.filter(form=form), user, "form.read")
    return list(
        rows.defer("xml", "workbook")
        .prefetch_related("files")
        .annotate(submission_count=Count("submissions", filter=readable_submissions(user)))
        .order_by("-id")
    )


def versions_visible_to(user: AnyUser) -> QuerySet[FormVersion]:
    """Return the versions of the forms this user may see."""
    return access.scoped(FormVersion.objects.select_related("form"), user, "form.read")


def version_visible_to(user: AnyUser, version_id: UUID) -> FormVersion:
    """Return one version of a form. Raises NotSeen."""
    found = versions_visible_to(user).filter(id=version_id).first()
    if found is None:
        raise not_seen(N_("version"))
    return found


def files_missing(user: AnyUser, forms: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return the files that drafts and latest versions of forms ask for and that are not there."""
    versions = versions_visible_to(user).filter(form__in=list(forms))
    there: dict[UUID, set[str]] = {}
    names = FormFile.objects.filter(form_version__in=versions)
    for version, name in names.values_list("form_version_id", "name"):
        there.setdefault(version, set()).add(name)
    found: dict[UUID, list[str]] = {}
    seen: set[tuple[UUID, str]] = set()
    rows = versions.order_by("form_id", "-published_at", "-id")
    for version, form, state, media in rows.values_list("id", "form_id", "state", "media"):
        if (form, state) not in seen:
            seen.add((form, state))
            missing = [one for one in media if one not in there.get(version, set())]
            found[form] = list(dict.fromkeys([*found.get(form, []), *missing]))
    return found


def published_versions(form: Form) -> list[FormVersion]:
    """Return the published versions of a form, the newest first."""
    rows = form.versions.filter(state="published").defer("xml", "workbook")
    return list(rows.order_by("-published_at", "-id"))


def current_version(form: Form) -> FormVersion | None:
    """Return the current version: the one published last."""
    return form.versions.filter(state="published").order_by("-published_at", "-id").first()


def current_versions(forms: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the key of the current version of each of these forms."""
    rows = FormVersion.objects.filter(form__in=list(forms), state="published")
    return dict(rows.order_by("published_at", "id").values_list("form_id", "id"))


def forms_to_send(user: AnyUser) -> QuerySet[Form]:
    """Return the open forms with a published version that this user may fill in and send."""
    published = FormVersion.objects.filter(form=OuterRef("id"), state="published")
    forms = access.scoped(Form.objects.all(), user, "submission.send")
    return forms.filter(Exists(published), state="open")


def version_to_fill(user: AnyUser, version_id: UUID) -> FormVersion:
    """Return a published version of a form. Raises NotSeen."""
    found = version_visible_to(user, version_id)
    if found.state != "published":
        raise not_seen(N_("version"))
    return found


def files_of(version_id: UUID) -> dict[str, bytes]:
    """Return the attached lists and pictures of a version by name."""
    rows = FormFile.objects.filter(form_version_id=version_id).values_list("name", "content")
    return {name: bytes(content) for name, content in rows}


COLLECTION = "collection"
"""The stamp of forms, versions, their files, and phones (``foundation/access/stamps.py``)."""

_FORM = tuple(field.attname for field in Form._meta.concrete_fields)
_VERSION = tuple(
    field.attname
    for field in FormVersion._meta.concrete_fields
    if field.attname not in {"xml", "workbook"}
)


@lru_cache(maxsize=1024)
def _form(stamp: str, organisation_id: UUID, key: str) -> tuple[Any, ...]:
    """Read a form by the id that phones know. Raises DoesNotExist."""
    rows = Form.objects.filter(organisation_id=organisation_id, key=key)
    row: tuple[Any, ...] = rows.values_list(*_FORM).get()
    return row


@lru_cache(maxsize=1024)
def _published_version(stamp: str, form_id: UUID, name: str) -> tuple[Any, ...]:
    """Read a published version but for its files. Raises DoesNotExist."""
    rows = FormVersion.objects.filter(form_id=form_id, name=name, state="published")
    row: tuple[Any, ...] = rows.values_list(*_VERSION).get()
    return row


@lru_cache(maxsize=1024)
def _files(stamp: str, version_id: UUID) -> tuple[tuple[str, str], ...]:
    rows = FormFile.objects.filter(form_version_id=version_id).order_by("name")
    return tuple(rows.values_list("name", "digest"))


def form_to_fill(
    user: User, key: str, name: str, phone: AppUser | None = None
) -> tuple[Form, FormVersion, Definition]:
    """Return the form and the published version of a submission, with its definition.

    A phone can use forms of its own office only. Raises NotSeen.
    """
    # The stamp is one short statement, which a phone has asked already; the rest is in memory.
    stamp = (phone.read_under if phone else "") or stamp_of(COLLECTION)
    try:
        form = Form.from_db(connection.alias, _FORM, _form(stamp, user.organisation_id, key))
    except Form.DoesNotExist:
        form = None
    if (
        form is None
        or not access.may(user, "form.read", form.office_id)
        or (phone is not None and form.office_id != phone.office_id)
    ):
        raise NotSeen(
            N_("This office has no form “{key}”. Get the list of forms again on the phone."),
            code="form_unknown",
            key=key,
        )
    try:
        row = _published_version(stamp, form.id, name)
    except FormVersion.DoesNotExist:
        raise NotSeen(
            N_(
                "Version “{name}” of the form “{key}” was never published here. Download the "
                "form again; the answers stay on the phone."
            ),
            code="form_version_unknown",
            name=name,
            key=key,
        ) from None
    version = FormVersion.from_db(connection.alias, _VERSION, row)
    return form, version, _definition(version.id, version.digest, _files(stamp, version.id))


def definition_of(version: FormVersion, language: str = "") -> Definition:
    """Return a version's definition, in its first language unless another one is given.

    Cached in memory; a changed draft is parsed again.
    """
    files = _files(stamp_of(COLLECTION), version.id)
    first = _definition(version.id, version.digest, files)
    if language in {"", first.language} or language not in first.languages:
        return first
    return _in_language(version.id, version.digest, files, language)


def definition_for(version: FormVersion, code: str = "", names: tuple[str, ...] = ()) -> Definition:
    """Return what a version means to a reader of ``code``, whose language has these names."""
    languages = definition_of(version).languages
    return definition_of(version, language_of(languages, code, names) if code else "")


@lru_cache(maxsize=64)
def _definition(version_id: UUID, digest: str, files: tuple[tuple[str, str], ...]) -> Definition:
    return _read(version_id, bool(files))


@lru_cache(maxsize=16)
def _in_language(
    version_id: UUID, digest: str, files: tuple[tuple[str, str], ...], language: str
) -> Definition:
    return _read(version_id, bool(files), language)


def _read(version_id: UUID, has_files: bool, language: str = "") -> Definition:
    xml = FormVersion.objects.values_list("xml", flat=True).get(id=version_id)
    return read_definition(bytes(xml), files_of(version_id) if has_files else {}, language)


def definitions_of(user: AnyUser, form: Form) -> dict[UUID, Definition]:
    """Return what every published version of a form means, the oldest first. Raises NotAllowed."""
    access.require(user, "submission.read", form.office_id)
    return {version.id: definition_of(version) for version in reversed(published_versions(form))}
