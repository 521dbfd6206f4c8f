"""Pages of minutes: versions, comments, the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from waystation.foundation.documents import pages, writing
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import Permitted
from waystation.foundation.pages.downloads import report_as_download
from waystation.foundation.pages.written import WrittenForm
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import ANSWER, COMMENT, CORRECTION, MINUTES
from waystation.governance.meetings.http import RecordsForm
from waystation.governance.meetings.queries import meetings as meeting_queries
from waystation.governance.meetings.queries import minutes as queries
from waystation.governance.meetings.transitions import MINUTES_WORKFLOW
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.scope import not_there
from waystation.governance.network.rules.classes import OPEN_CLASSES

from .base import MeetingButton, MeetingPage, OfMeeting

DRAFTS, APPROVES = ("minutes.draft",), ("minutes.approve",)


def in_words(versions: list[Any]) -> list[dict[str, Any]]:
    """Return versions with their states in words."""
    return [{"one": one, "word": MINUTES_WORKFLOW.words(one.state)} for one in versions]


class Minutes(MeetingPage):
    """The minutes: one version, the list of versions, comments and recipients."""

    template_name = "meetings/minutes.html"
    title = N_("Minutes of the meeting")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.record.id
        versions = actions.minutes.open_minutes(self.user, key)
        latest = versions[0] if versions else None
        asked = self.request.GET.get("version", "")
        shown = next((one for one in versions if str(one.number) == asked), latest)
        return super().get_context_data(**kwargs) | {
            "meeting": self.record,
            "versions": in_words(versions),
            "latest": latest,
            "shown": shown,
            "text": pages.passage(writing.blocks_of(shown.nodes, {})) if shown else "",
            "shown_word": MINUTES_WORKFLOW.words(shown.state) if shown else "",
            "shown_tone": MINUTES_WORKFLOW.state_of(shown).tone if shown else "",
            "comments": queries.comments_of(key),
            "sent": queries.deliveries_of(key),
            "days": meeting_queries.deadlines_of(self.record, working_rules(self.reader.network)),
            "comment": RecordsForm(table=COMMENT),
            "may_draft": self.may("minutes.draft"),
            "may_approve": self.may("minutes.approve"),
            "may_comment": self.may("minutes.comment"),
        }


class MinutesFile(OfMeeting, Permitted):
    """A version of the minutes as a Word or PDF file: the one asked for, else the latest."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        versions = actions.minutes.open_minutes(self.user, self.record.id)
        asked = request.GET.get("version", "")
        found = [one for one in versions if not asked or str(one.number) == asked]
        if not found:
            raise not_there()
        name = f"{slugify(self.record.title)}-{found[0].number}"
        return report_as_download(queries.document_of(found[0]), name, kwargs["kind"])


class MinutesForm(WrittenForm, RecordsForm):
    """The form of minutes, whose text is written in the editor."""


class MinutesEdit(OfMeeting, EditForm):
    """A new version of the minutes, from the one that its writer had before them."""

    template_name = "meetings/minutes_write.html"
    form_class = MinutesForm
    record_page = "meetings:minutes"
    paragraph = "103"

    def get_parents(self) -> list[tuple[str, str]]:
        return [super().get_parents()[0], (self.get_success_url(), self.record.title)]

    def latest(self) -> str:
        versions = queries.versions_of(self.user, self.record.id)
        return versions[0].body if versions else ""


class MinutesDraft(MinutesEdit):
    """Write the draft; each saving is a version."""

    permissions = DRAFTS
    table = MINUTES
    title, button = N_("Draft of the minutes"), N_("Save this version")
    done = N_("The draft is saved as a version of its own.")
    working_rule = "A-11"

    def before(self) -> dict[str, Any]:
        return {"body": self.latest() or self.skeleton()}

    def skeleton(self) -> str:
        """Return the outline of a draft from the records: items of public classes."""
        came = meeting_queries.attendance_of(self.record.id)
        names = [one.name or one.category_label for one in came if one.state == "present"]
        items = [
            f"{one.label}. {one.title} ({one.owner})"
            for one in meeting_queries.items_of(self.reader, self.record.id)
            if one.state == "accepted" and one.access_class in OPEN_CLASSES
        ]
        present = _("Present: {names}").format(names=", ".join(names))
        return writing.to_text(
            [
                {"type": "paragraph", "content": [{"type": "text", "text": present}]},
                *(
                    {
                        "type": "heading",
                        "attrs": {"level": 1},
                        "content": [{"type": "text", "text": one}],
                    }
                    for one in items
                ),
            ]
        )

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.minutes.draft_minutes(self.user, self.record.id, proposed["body"], seen)


class MinutesCorrect(MinutesEdit):
    """Correct final minutes with a new edition."""

    permissions = APPROVES
    table = CORRECTION
    title, button = N_("Correct the minutes"), N_("Issue the new edition")
    done = N_("The new edition is issued; the one before stays to be read.")
    lead = N_("Final minutes never change. A correction is a new edition that says why.")

    def before(self) -> dict[str, Any]:
        return {"body": self.latest(), "why": ""}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        key, body, why = self.record.id, proposed["body"], proposed["why"]
        return actions.minutes.correct_minutes(self.user, key, body, seen, why=why)


class MinutesButton(MeetingButton):
    """A button on the page of the minutes."""

    record_page = "meetings:minutes"
    asks = ""

    def get_values(self) -> dict[str, Any]:
        return {self.asks: self.request.POST.get(self.asks, "")} if self.asks else {}


circulate = MinutesButton.as_view(
    permissions=DRAFTS,
    action=actions.minutes.circulate_minutes,
    done=N_("The draft is with the members for comments."),
)
comment = MinutesButton.as_view(
    permissions=("minutes.comment",),
    action=actions.minutes.comment_minutes,
    asks="text",
    table=COMMENT,
    done=N_("Your comment is recorded."),
)
answer = MinutesButton.as_view(
    permissions=DRAFTS,
    subject="comment_id",
    action=actions.minutes.answer_comment,
    asks="answer",
    table=ANSWER,
    done=N_("The comment is answered."),
)
finish = MinutesButton.as_view(
    permissions=APPROVES,
    action=actions.minutes.finish_minutes,
    done=N_("The minutes are final and locked, and sent to the members."),
)


class MinutesCompare(MeetingPage):
    """Two versions line by line."""

    template_name = "meetings/minutes_compare.html"
    title = N_("Compare versions")

    def version_in_query(self, name: str, otherwise: int) -> int:
        typed = number_in(self.request.GET.get(name, ""))
        return otherwise if typed is None else typed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.record.id
        versions = queries.versions_of(self.user, key)
        if len(versions) < 2:
            raise not_there()
        before = self.version_in_query("before", versions[1].number)
        after = self.version_in_query("after", versions[0].number)
        return super().get_context_data(**kwargs) | {
            "meeting": self.record,
            "lines": queries.compare_minutes(self.user, key, before, after),
            "versions": in_words(versions),
            "before": before,
            "after": after,
        }
