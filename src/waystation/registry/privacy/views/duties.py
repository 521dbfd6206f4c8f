"""Subject access, legal holds and erasure."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format

from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Page, url_of
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.words import N_
from waystation.registry.people.http import PersonPage
from waystation.registry.privacy import actions, forms, queries
from waystation.registry.privacy.rules.erasing import refusal_to_confirm
from waystation.registry.privacy.views import handover

DESK = (("privacy:desk", N_("Data protection")),)


class Export(Page):
    """Hand over everything recorded about a person: to read, as PDF, or as JSON."""

    template_name = "privacy/export.html"
    permissions = ("person.export",)
    title = N_("Everything we store about you")

    def get_record(self) -> dict[str, Any]:
        return queries.export_of(self.user, self.kwargs["person_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("as")
        if kind == "json":
            text = json.dumps(self.record, ensure_ascii=False, indent=2, default=str)
            return self.attachment(text, "application/json; charset=utf-8", "json")
        if kind == "pdf":
            return self.attachment(handover.as_pdf(self.record), "application/pdf", "pdf")
        return super().get(request, *args, **kwargs)

    def attachment(self, content: str | bytes, media: str, ending: str) -> HttpResponse:
        answer = HttpResponse(content, content_type=media)
        number = self.record["file"]["number"]
        answer["Content-Disposition"] = f'attachment; filename="{number}.{ending}"'
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "content": self.record,
            "sections": handover.sections_of(self.record),
            "day": datetime.fromisoformat(self.record["made_at"]),
        }


class HoldFile(PersonPage, ActionForm):
    """Hold a file for a legal reason, and show the holds there are."""

    template_name = "privacy/hold.html"
    permissions = ("person.hold",)
    form_class = forms.Hold
    why, tab = "hold", "privacy:hold"
    title, button = N_("Legal hold"), N_("Hold this file")
    done = N_("The file is held and will not be erased.")

    def act(self, form: Any) -> Any:
        return actions.hold_file(self.user, self.record.id, form.cleaned_data["reason"])

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holds = queries.holds_on(self.user, self.record.id)
        return super().get_context_data(**kwargs) | {"holds": holds}


class LiftHold(ActionButton):
    """Lift a hold."""

    permissions = ("person.hold",)
    done = N_("The hold is lifted.")

    def check_permission(self) -> None:
        """Leave it to the action: a hold outside the user's scope is not there."""

    def act(self) -> Any:
        return actions.lift_hold(self.user, self.kwargs["hold_id"])

    def get_success_url(self) -> str:
        return reverse("privacy:hold", args=[self.result.person_id])


class ErasePerson(PersonPage, ActionForm):
    """Say what erasing means, and erase once that is confirmed."""

    template_name = "privacy/erase.html"
    permissions = ("person.erase",)
    form_class = forms.Confirmation
    why, tab = "erase", "privacy:erase"
    title, button = N_("Erase"), N_("Erase for ever")
    done = N_("The person is erased. The counts stay.")
    next_page = "people:list"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"number": self.record.number}

    def act(self, form: Any) -> Any:
        refuse([refusal_to_confirm(form.cleaned_data["number"], self.record.number)])
        return actions.erase_person(self.user, self.record.id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holds = queries.holds_on(self.user, self.record.id)
        held = any(one.lifted_at is None for one in holds)
        where = reverse("privacy:hold", args=[self.record.id]) if held else ""
        return super().get_context_data(**kwargs) | {"held_at": where}


class FilesDue(ListPage):
    """The files whose time is over; they are erased the next night."""

    permissions = ("person.erase",)
    title = N_("Retention period over")
    lead = N_("These files are erased the next night, unless they are held.")
    empty_title = N_("No file is due.")
    parents = DESK
    order = ("keep_until", "id")
    columns = (
        Column("number", N_("Number"), nowrap=True),
        Column("office__name", N_("Office")),
        Column(
            "keep_until", N_("Kept until"), words=lambda day: date_format(day, "SHORT_DATE_FORMAT")
        ),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.due_for_erasure(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("people:person", row["id"])
