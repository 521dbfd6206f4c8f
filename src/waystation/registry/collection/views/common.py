"""Common code of the pages about one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import PagePart
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries

FORMS = (("collection:forms", N_("Forms and surveys")),)


class OfForm(PagePart):
    """A page about one form, with the permissions of its office and breadcrumbs to the form."""

    record_page = "collection:form"

    def get_record(self) -> Any:
        return queries.form_visible_to(self.user, self.kwargs["form_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        page = reverse("collection:form", args=[self.record.id])
        return [(reverse("collection:forms"), _("Forms and surveys")), (page, self.record.title)]

    def get_tabs(self) -> list[tuple[str, str]]:
        pages = (
            ("form", "form.read", _("Form")),
            ("submissions", "submission.read", _("Submissions")),
            ("answers", "submission.read", _("Answers")),
            ("summary", "submission.read", _("Summary")),
            ("cleaning", "submission.read", _("Cleaning log")),
            ("phones", "app_user.manage", _("Phones")),
        )
        found = [
            (reverse(f"collection:{name}", args=[self.record.id]), label)
            for name, permission, label in pages
            if access.may(self.user, permission, self.record.office_id)
        ]
        return found if len(found) > 1 else []


def builder_url(user: Any, form: Any) -> str:
    """Return where a form is changed in the browser, "" for users who may not design forms."""
    if not access.may(user, "form.design", form.office_id):
        return ""
    built = queries.built_form_of(user, form)
    if built is not None:
        return reverse("collection:built", args=[built.id])
    return reverse("collection:build", args=[form.id])


def fill_url(user: Any, form: Any) -> str:
    """Return where an open form is filled in, "" for users who may not send it."""
    if not form.is_open or not access.may(user, "submission.send", form.office_id):
        return ""
    current = queries.current_version(form)
    return reverse("collection:fill", args=[current.id]) if current else ""


def may_count(user: Any, office_id: UUID | None = None) -> bool:
    """Return whether this user may open the submissions, and so be shown how many there are."""
    return access.may(user, "submission.read", office_id)


def counted_fields(user: Any, table: FieldTable, office_id: UUID | None = None) -> FieldTable:
    """Return the fields of forms or phones; numbers of submissions for users who may open them."""
    counts = {"submission_count", "held_count", "sent"}.intersection(table.names)
    return table if may_count(user, office_id) else table.without(*counts)


def content_of(form: Any) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that was uploaded."""
    uploaded = form.cleaned_data["file"]
    return uploaded.name, uploaded.read()


def file_name(text: str) -> str:
    """Return a text as the name of a file: its letters stay, what no file system takes goes."""
    return re.sub(r"""[\\/:*?"<>|\x00-\x1f]+""", "_", text).strip(". ")[:120] or "form"


def as_file(content: bytes | Iterable[str], name: str, content_type: str) -> HttpResponseBase:
    """Return a response that the browser saves as a file and never shows as a page."""
    made = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response: HttpResponseBase = made(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
