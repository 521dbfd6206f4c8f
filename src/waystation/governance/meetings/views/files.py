"""The file of a meeting or of a submission to UNKT: its pieces, its gaps, and closing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import WHY
from waystation.governance.meetings.http import NetworkButton, NetworkForm, OfNetwork
from waystation.governance.meetings.queries import files, submissions
from waystation.governance.meetings.queries import meetings as meeting_queries
from waystation.governance.meetings.rules.files import percent
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.scope import not_there

from .base import OfMeeting


class OfMeetingFile(OfMeeting):
    """The file of a meeting."""

    record_page = "meetings:meeting_file"
    names = ("meetings:file_close", "meetings:file_waive")

    @property
    def file(self) -> tuple[str, Any]:
        return "meeting", self.kwargs["meeting_id"]

    @property
    def address(self) -> list[Any]:
        """Return the URL arguments of this file."""
        return [self.kwargs["meeting_id"]]


class OfSubmissionFile(OfNetwork):
    """The file of a submission, as the app that sends it says."""

    names = ("meetings:submission_close", "meetings:submission_waive")

    def get_record(self) -> Any:
        super().get_record()
        known = submissions.kinds().get(self.kwargs["kind"])
        if known is None:
            raise not_there()
        self.submission = known.submission(self.user, self.kwargs["subject"])
        return self.reader.network

    @property
    def file(self) -> tuple[str, Any]:
        return self.kwargs["kind"], self.kwargs["subject"]

    @property
    def address(self) -> list[Any]:
        return list(self.file)

    def get_parents(self) -> list[tuple[str, str]]:
        page = submissions.kinds()[self.kwargs["kind"]].page
        found = self.submission
        return [(reverse(page), found.back), (found.address, found.title)]

    def get_success_url(self) -> str:
        return reverse("meetings:submission_file", args=self.address)


class FilePage(Page):
    """What a file holds and lacks."""

    title = N_("The file")
    reader: Any
    file: Any
    address: Any
    names: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        network, at, (close, waive) = self.reader.network, self.address, self.names
        pieces = files.pieces_of(network, *self.file)
        until, early = self.get_until()
        return super().get_context_data(**kwargs) | {
            "pieces": [
                {"one": one, "name": _(one.name), "waive": reverse(waive, args=[*at, one.key])}
                for one in pieces
            ],
            "percent": percent(pieces),
            "closed": files.closing_of(network, *self.file),
            "until": until,
            "early": early,
            "close": reverse(close, args=at),
            "may_close": self.reader.may("file.close") and not early,
            "may_waive": self.reader.may("file.waive"),
        }

    def get_until(self) -> tuple[Any, str]:
        """Return the day by which it is complete, and why it cannot be closed yet, "" if it can."""
        raise NotImplementedError


class MeetingFile(OfMeetingFile, FilePage):
    """What a meeting's file holds and lacks."""

    template_name = "meetings/file.html"

    def get_until(self) -> tuple[Any, str]:
        days = meeting_queries.deadlines_of(self.record, working_rules(self.reader.network))
        held = self.record.held_at is not None
        return days.file, "" if held else _(actions.files.NOT_HELD)


class SubmissionFile(OfSubmissionFile, FilePage):
    """The pieces and gaps of a submission's file."""

    template_name = "meetings/file.html"

    def get_until(self) -> tuple[Any, str]:
        days = timedelta(days=working_rules(self.reader.network).number("file_days"))
        settled = self.submission.settled_on
        early = submissions.kinds()[self.kwargs["kind"]].early
        return (settled + days, "") if settled else (None, in_words(early))


class CloseFile(NetworkButton):
    """Close a file that is whole, or whose gaps are waived."""

    permissions = ("file.close",)
    done = N_("The file is closed.")
    file: Any

    def act(self) -> Any:
        return actions.files.close_file(self.user, *self.file)


class WaivePiece(NetworkForm):
    """Say why a piece of a file may be missing."""

    permissions = ("file.waive",)
    table = WHY
    title, button = N_("Waive a piece"), N_("Waive it")
    lead = N_("The reason stays in the file.")
    done = N_("The piece is waived, with your reason.")
    paragraph = "107"
    file: Any

    def act(self, form: Any) -> Any:
        piece, why = self.kwargs["piece"], form.values["why"]
        return actions.files.waive_piece(self.user, *self.file, piece=piece, reason=why)


class FileClose(OfMeetingFile, CloseFile):
    """Close a meeting's file."""


class FileWaive(OfMeetingFile, WaivePiece):
    """Say why a piece of a meeting's file may be missing."""


class SubmissionClose(OfSubmissionFile, CloseFile):
    """Close the file of a submission."""


class SubmissionWaive(OfSubmissionFile, WaivePiece):
    """Say why a piece of a submission's file may be missing."""
