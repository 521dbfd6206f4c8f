"""Forms while they are built in the browser. The first argument is the user."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from waystation.analysis.xforms import sheet
from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.rows import workbook_of
from waystation.analysis.xforms.xform import read_definition
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import Refusal, Unavailable
from waystation.foundation.shared.words import N_
from waystation.registry.collection.models import BuiltForm, Form, FormFile, FormVersion
from waystation.registry.collection.rules.building.book import Book

from .forms import files_of, not_seen

REMEMBERED = 64


def built_forms_visible_to(user: AnyUser) -> QuerySet[BuiltForm]:
    """Return the forms that are being built in the offices where this user designs forms."""
    rows = access.scoped(BuiltForm.objects.all(), user, "form.design")
    return rows.defer("book", "before").order_by("-changed_at", "-id")


def built_form_visible_to(user: AnyUser, built_id: UUID) -> BuiltForm:
    """Return a form that is being built. Raises NotSeen."""
    rows = access.scoped(BuiltForm.objects.select_related("form"), user, "form.read")
    found = rows.filter(id=built_id).first()
    if found is None:
        raise not_seen(N_("form"))
    return found


def built_form_of(user: AnyUser, form: Form) -> BuiltForm | None:
    """Return what is being built of a form, None if nothing is."""
    return built_forms_visible_to(user).filter(form=form).first()


def newest_version(form: Form) -> FormVersion | None:
    """Return the draft of a form, or the version that was published last."""
    draft = form.versions.filter(state="draft").first()
    return draft or form.versions.order_by("-published_at", "-id").first()


def uploaded_since(built: BuiltForm) -> FormVersion | None:
    """Return the draft that somebody uploaded after the last change in the browser."""
    if built.form is None:
        return None
    drafts = built.form.versions.filter(state="draft", created_at__gt=built.changed_at)
    return drafts.exclude(digest=built.digest).defer("xml", "workbook").first()


def key_is_used(user: AnyUser, key: str) -> bool:
    """Return whether a form of the organisation has this id."""
    user = access.signed_in(user)
    return Form.objects.filter(organisation_id=user.organisation_id, key=key).exists()


def book_of(built: BuiltForm) -> Book:
    return Book.from_json(built.book)


def workbook_of_built(built: BuiltForm) -> bytes:
    """Return the XLSForm of a form that is being built."""
    return workbook_of(built.book["sheets"])


def problem_of(built: BuiltForm) -> Refusal | None:
    """Return what an upload of the form would be refused for; a long form is not asked."""
    content = workbook_of_built(built)
    if len(content) > settings.LONG_FORM_BYTES:
        return None
    try:
        return _problem(content)
    except Unavailable:
        return None


@lru_cache(maxsize=REMEMBERED)
def _problem(content: bytes) -> Refusal | None:
    try:
        sheet.read_safely("form.xlsx", content)
    except Unavailable:
        raise
    except Refusal as refusal:
        return refusal
    return None


def definition_of_built(built: BuiltForm, language: str = "") -> Definition:
    """Return what a form means as it is in the browser, with the files of its newest version.

    Nothing is stored. Raises Refusal as an upload of the form does.
    """
    content = workbook_of_built(built)
    version = newest_version(built.form) if built.form else None
    digests = FormFile.objects.filter(form_version=version).order_by("name") if version else None
    files = tuple(digests.values_list("name", "digest")) if digests is not None else ()
    with_files = version.id if version and files else None
    first = _definition(content, with_files, files)
    if language in {"", first.language} or language not in first.languages:
        return first
    return _definition(content, with_files, files, language)


@lru_cache(maxsize=16)
def _definition(
    content: bytes, version_id: UUID | None, files: tuple[tuple[str, str], ...], language: str = ""
) -> Definition:
    xml = sheet.read_safely("form.xlsx", content).xml
    if version_id is None:
        return read_definition(xml, {}, language)
    there = files_of(version_id)
    sheet.refuse_costly_lists("form.xlsx", xml, there)
    return read_definition(xml, there, language)
