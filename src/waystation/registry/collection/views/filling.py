"""Filling in a published form on a page, for users who may send submissions."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.trial import Asked, Trial, try_out
from waystation.foundation.access.http import in_words
from waystation.foundation.pages.action_pages import ELSEWHERE
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.lists import ListPage, Row, columns_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, queries
from waystation.registry.collection.fields import FORM
from waystation.registry.collection.transitions import UNRESOLVED

from .trying import TryPage, control_of
from .versions import OfVersion, chosen_definition

NOT_ANSWERED_HERE = {"note", "phone"}
FIXED_ON_THE_PAGE = {"required", "constraint", "type", "choice", "range"}
"""Problems that the enumerator can resolve. With another one a form is sent, as by a phone."""


class Interviews(ListPage):
    """The forms that the user may fill in: each opens its latest version."""

    permissions = ("submission.send",)
    title = N_("Fill in a form")
    lead = N_(
        "Open a form to fill it in here while you are online. If you are offline, "
        "use ODK Collect or KoboCollect on a phone."
    )
    empty_title = N_("There is no form to fill in")
    empty_text = N_("An analyst publishes a form, and it appears here while it is open.")
    order = ("title", "id")
    search = ("title",)
    about_persons = False
    columns = columns_of(FORM.only("title", "office__name"))

    def get_rows(self) -> QuerySet[Any]:
        return queries.forms_to_send(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        current = queries.current_versions([row["id"] for row in rows])
        return [row | {"current": current.get(row["id"])} for row in rows]

    def get_row_url(self, row: Row) -> str:
        return url_of("collection:fill", row["current"])


class Fill(OfVersion, TryPage):
    """Fill in a published version, and send it as a phone does."""

    template_name = "collection/fill.html"
    permissions = ("submission.send",)
    lead = N_(
        "You must be online to use this page. If you are offline, use ODK "
        "Collect or KoboCollect on a phone."
    )
    is_sent = False
    refusal: Refusal | None = None

    def get_record(self) -> Any:
        return queries.version_to_fill(self.user, self.kwargs["version"])

    def get_title(self) -> str:
        return str(self.record.form.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("collection:interviews"), _("Fill in a form"))]

    def get_definition(self, language: str) -> Definition:
        return chosen_definition(self.record, language)

    def about_form(self) -> dict[str, Any]:
        there = queries.files_of(self.record.id)
        current = queries.current_version(self.record.form)
        return {
            "form_title": self.record.form.title,
            "missing": [name for name in self.record.media if name not in there],
            "is_open": self.record.form.is_open,
            "newer": current if current and current.id != self.record.id else None,
            "key": self.key,
        }

    @cached_property
    def key(self) -> UUID:
        """The key of this interview, which it has from its first page on."""
        try:
            return UUID(self.request.POST.get("key", ""))
        except ValueError:
            return new_key()

    @cached_property
    def trial(self) -> Trial:
        when = actions.interview_of(self.key)
        return try_out(self.definition, self.answers, when.now, when.started)

    @property
    def is_checked(self) -> bool:
        return self.is_sent

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "save" not in request.POST:
            return self.render_to_response(self.get_context_data(**kwargs))
        self.is_sent = True
        asked = [one for one in self.trial.asked if control_of(one) not in NOT_ANSWERED_HERE]
        unseen = [one for one in asked if (one.question.key, one.at) not in self.answers.given]
        if unseen or any(self.is_wrong(one) for one in self.trial.asked):
            return self.render_to_response(self.get_context_data(unseen=unseen), status=422)
        try:
            submission, _made = actions.send_filled_in(
                self.user, self.record, self.key, self.answers
            )
        except Refusal as refusal:
            if refusal.status in ELSEWHERE:
                raise
            self.refusal = refusal
            return self.render_to_response(self.get_context_data(), status=refusal.status)
        if submission.state in UNRESOLVED:
            messages.success(request, _("Saved. The office will look at some of the answers."))
        else:
            messages.success(request, _("Saved. Next interview:"))
        current = queries.current_version(self.record.form) or self.record
        return redirect("collection:fill", current.id)

    def is_wrong(self, asked: Asked) -> bool:
        return any(one.kind in FIXED_ON_THE_PAGE for one in asked.problems)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "refused": in_words(self.refusal) if self.refusal else "",
            "only_on_phone": [
                one.key
                for one in self.definition.questions
                if one.path in self.definition.set_by_events and not one.control
            ],
        }
