"""Pages of papers: the list by class, one paper with its log, filing, sending, reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import PAPER
from waystation.governance.meetings.http import Choices, NetworkList, NewRecord, OfNetwork
from waystation.governance.meetings.queries import meetings as meeting_queries
from waystation.governance.meetings.queries import papers as queries
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.rules.classes import CLASSES, label

from .base import (
    MEETINGS,
    PREPARES,
    PREPARES_OR_CONVENES,
    MeetingButton,
    MeetingForm,
    items_offered,
    numbered_choices,
    page_of,
)

CLASS_TONES = {"public": "g", "network": "b"}


def tone_of_class(access_class: str) -> str:
    """Return the colour of a class; restricted ones are highlighted."""
    return CLASS_TONES.get(access_class, "v")


class Papers(NetworkList):
    """The papers whose class exists for the reader, latest first."""

    template_name = "meetings/papers.html"
    row_address = "meetings:paper"
    parents = MEETINGS
    title = N_("Papers")
    lead = N_("Papers that you are entitled to read. Opening one is recorded.")
    empty_title = N_("No paper yet")
    empty_text = N_("Papers are filed from the page of their meeting.")
    order = ("-created_at", "-id")
    search = ("title", "meeting__title")
    extra_values = (
        "number", "entity__acronym", "entity__name", "meeting_id", "late", "replaced",
    )  # fmt: skip
    columns = (
        Column.of(
            PAPER["title"], muted=lambda row: row["entity__acronym"] or row["entity__name"] or ""
        ),
        Column("label", N_("No."), prepared=True),
        Column("meeting__title", N_("Meeting"), link=lambda row: page_of(row["meeting_id"])),
        Column.of(PAPER["access_class"], tone=lambda row: tone_of_class(row["access_class"])),
        Column("due_on", N_("Due")),
        Column(
            "distributed_on",
            N_("Sent"),
            muted=lambda row: " · ".join(
                word
                for word in (row["late"] and _("late"), row["replaced"] and _("replaced"))
                if word
            ),
        ),
    )
    filters = (ChoiceFilter.of(PAPER["access_class"]),)

    def get_rows(self) -> QuerySet[Any]:
        return queries.with_replaced(queries.papers_visible_to(self.user))

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "label": label(row["access_class"], row["number"])} for row in rows]


class PaperPage(OfNetwork, Page):
    """A paper: its class and deadline, recipients, readers."""

    template_name = "meetings/paper.html"

    def get_record(self) -> Any:
        super().get_record()
        return queries.paper_visible_to(self.user, self.kwargs["paper_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        meeting = self.record.meeting
        return [
            (reverse("meetings:papers"), _("Papers")),
            (page_of(meeting.id), meeting.title),
        ]

    def get_title(self) -> str:
        return str(self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.record.id
        (line,) = queries.lines_of(queries.papers_visible_to(self.user).filter(id=key))
        keeps = any(self.may(one) for one in PREPARES_OR_CONVENES)
        return super().get_context_data(**kwargs) | {
            "paper": self.record,
            "line": line,
            "word": PAPER["access_class"].words(self.record.access_class),
            "tone": tone_of_class(self.record.access_class),
            "sent": queries.deliveries_of(key) if keeps else [],
            "reads": access.rows_about(self.user, key, limit=50) if keeps else [],
            "keeps": keeps,
        }


@login_required
@require_GET
def paper_file(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Send a paper's file to a user or invitee who may read it, and log that."""
    return handed_out(queries.open_paper(request.user, paper_id))


def handed_out(opened: queries.Opened) -> HttpResponse:
    """Return a file as an attachment that browsers do not execute."""
    answer = HttpResponse(opened.content, content_type=opened.media_type)
    answer.headers["Content-Disposition"] = _attachment_header(opened.file_name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _attachment_header(file_name: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name)}"


class PaperForm(NewRecord):
    """A paper with its file."""

    table = PAPER
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint or text."),
        required=False,  # the action names it together with whatever else is missing
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
    file.asked = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["title", "file"])


class PaperNew(MeetingForm):
    """File a paper for a meeting."""

    permissions = ("paper.file",)
    form_class = PaperForm
    table = PAPER
    title, button = N_("File a paper"), N_("File it")
    done = N_("The paper is filed. The Secretariat sends it out.")
    paragraph, working_rule = "106", "A-11"
    action = staticmethod(actions.papers.file_paper)

    def get_lead(self) -> str:
        days = meeting_queries.deadlines_of(self.record, working_rules(self.reader.network))
        return _("A paper sent out after {day} is marked as late.").format(
            day=in_short(days.papers)
        )

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"item": self.request.GET.get("item", "")}

    def get_offers(self) -> dict[str, Choices]:
        rows = [one for one in queries.papers_of(self.user, self.record.id) if not one.replaced]
        return {
            "item": items_offered(self.reader, self.record.id),
            "replaces": [("", "–"), *numbered_choices(rows)],
            "access_class": [
                (key, _(name))
                for key, name in CLASSES
                if key in self.reader.classes or key == "restricted"
            ],
        }

    def get_values(self, form: Any) -> Mapping[str, Any]:
        sent = form.cleaned_data["file"]
        stored = {"file_name": sent.name if sent else "", "content": sent.read() if sent else b""}
        return {**super().get_values(form), **stored}


send_again = MeetingButton.as_view(
    permissions=PREPARES,
    action=actions.papers.send_again,
    done=N_("Sent again, to the present focal points."),
)
papers_send = MeetingButton.as_view(
    permissions=PREPARES,
    action=actions.papers.distribute_papers,
    done=N_("The papers are sent to the members entitled to them."),
)
