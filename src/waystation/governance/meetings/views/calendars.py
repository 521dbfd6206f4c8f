"""The pages of a year: its quarters with their meetings, its calendar, and who was reached."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Page, Permitted
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, columns_of
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import MEETING, SLOT
from waystation.governance.meetings.http import NetworkButton, NetworkForm, NetworkList, OfNetwork
from waystation.governance.meetings.queries import calendars
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.transitions import MEETING_WORKFLOW
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.rules import clocks

from .base import PREPARES, QUARTERS, quarter_in_words


class OfYear(OfNetwork):
    """A page of one year: that of the URL, or this one."""

    @property
    def year(self) -> int:
        year = number_in(self.request.GET.get("year", "")) or 0
        return year if 2000 <= year <= 2100 else self.reader.today.year


class Meetings(OfYear, NetworkList):
    """The year's quarters and the meetings, latest first."""

    template_name = "meetings/meetings.html"
    row_address = "meetings:meeting"
    title = N_("Meetings")
    lead = N_("At least one in each quarter, convened by a co-chair, prepared by the Secretariat.")
    empty_title = N_("No meeting is planned yet")
    empty_text = N_(
        "Set a date in each quarter, then plan a meeting, call for items and papers, and ask "
        "a co-chair to convene it."
    )
    add_label, add_address = N_("Plan a meeting"), "meetings:meeting_new"
    add_permission = "meeting.prepare"
    order = ("-starts_at", "-id")
    search = ("title",)
    columns = (
        Column.of(MEETING["title"]),
        Column.of(MEETING["starts_at"]),
        *columns_of(MEETING.only("kind")),
        Column("quarter", N_("Quarter"), words=quarter_in_words),
        Column.of_state(MEETING_WORKFLOW),
    )
    filters = (
        ChoiceFilter.of(MEETING["kind"]),
        ChoiceFilter.of_state(MEETING_WORKFLOW),
    )

    def get_rows(self) -> QuerySet[Any]:
        rows = queries.meetings_visible_to(self.user)
        if self.request.GET.get("year"):
            rows = rows.filter(quarter__startswith=f"{self.year}-")
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        network, year = self.reader.network, self.year
        lines = queries.year_of(network, year, self.reader.today)
        return super().get_context_data(**kwargs) | {
            "year": year,
            "quarters": [
                {
                    "line": line,
                    "number": number,
                    "word": _(QUARTERS[line.state][0]),
                    "tone": QUARTERS[line.state][1],
                }
                for number, line in enumerate(lines, start=1)
            ],
            "published": next(iter(queries.calendar_editions(network, year)), None),
            "papers_days": working_rules(network).number("papers_days"),
            "may_prepare": self.may("meeting.prepare"),
        }


class Reached(OfYear, Page):
    """Who was reached over a year, by category."""

    template_name = "meetings/reached.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = queries.people_reached(self.reader.network, self.year)
        rows = [{"label": queries.category_label(code), **line} for code, line in table.items()]
        return super().get_context_data(**kwargs) | {"rows": rows, "year": self.year}


class CalendarFile(OfNetwork, Permitted):
    """Download all convened meetings as one calendar."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = calendars.calendar_file(self.reader.network, now())
        return HttpResponse(text, content_type="text/calendar; charset=utf-8")


class Slot(NetworkForm):
    """Set the day of a quarter's meeting."""

    permissions = PREPARES
    table = SLOT
    button = N_("Set the date")
    done = N_("The date is set. Publish the calendar when every quarter has a date.")
    paragraph = "102 118"
    action = staticmethod(actions.meetings.keep_slot)

    @property
    def subjects(self) -> tuple[Any, ...]:
        return self.kwargs["year"], self.kwargs["quarter"]

    def get_title(self) -> str:
        year, quarter = self.subjects
        found = clocks.quarters_of(year)[quarter - 1][0] if 1 <= quarter <= 4 else ""
        return _("The day of {quarter}").format(quarter=found or f"{year}-{quarter}")

    def get_initial(self) -> dict[str, Any]:
        year, quarter = self.subjects
        lines = queries.year_of(self.reader.network, year, self.reader.today)
        slot = lines[quarter - 1].slot if 1 <= quarter <= 4 else None
        return {"day": slot.day, "note": slot.note} if slot else {}

    def get_success_url(self) -> str:
        return f"{reverse('meetings:meetings')}?year={self.kwargs['year']}"

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), str(self.kwargs["year"]))]


class CalendarPublish(NetworkButton):
    """Publish the year calendar."""

    permissions = PREPARES
    subject = "year"
    done = N_("The calendar is published.")
    action = staticmethod(actions.meetings.publish_calendar)

    def get_success_url(self) -> str:
        return f"{reverse('meetings:meetings')}?year={self.kwargs['year']}"
