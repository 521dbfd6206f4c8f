"""Outstanding work of meetings: notices, minutes, files, late actions, the quarter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.meetings.queries import Meeting, meetings, submissions
from waystation.governance.meetings.queries import due as queries
from waystation.governance.network.due import ItemsOf, When, to_do
from waystation.governance.network.queries import Network, readings


def of_meeting(
    meeting: Meeting,
    when: When,
    sentence: str,
    paragraph: str,
    until: date | None = None,
    page: str = "meetings:meeting",
) -> Outstanding:
    """Return what waits about one meeting, which its sentence names."""
    values = {"title": meeting.title}
    return to_do(when, sentence, values, paragraph, until, reverse(page, args=[meeting.id]))


def by_day(until: date, today: date, otherwise: When = "due") -> When:
    """Return that something is late past its day, else ``otherwise``."""
    return "late" if today > until else otherwise


def quarters(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """The quarter that ends without a convened meeting, and those that ended without one."""
    page = f"{reverse('meetings:meetings')}?year={today.year}"
    amber = N_("{quarter} ends soon and no co-chair has convened a meeting.")
    red = N_("No meeting was held in {quarter}.")
    found = []
    for line in meetings.year_of(network, today.year, today):
        given: Any = ({"quarter": line.code}, "118", line.last_day, page)
        if line.state == "amber":
            found.append(to_do("due", amber, *given))
        if line.state == "red" and line.last_day >= network.opened_on:
            found.append(to_do("late", red, *given))
    return found


def coming(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """The calls and notices that coming meetings wait for."""
    rules = readings.working_rules(network)
    found = []
    for meeting in queries.coming(network, today):
        days = meetings.deadlines_of(meeting, rules)
        if today < days.call:
            continue
        if meeting.convened_at is None:
            when, sentence = by_day(days.notice, today), N_("Ask a co-chair to convene: {title}.")
            found.append(of_meeting(meeting, when, sentence, "94", days.notice))
        if meetings.call_of(meeting.id) is None:
            when, sentence = by_day(days.call, today), N_("Call for items and papers: {title}.")
            found.append(of_meeting(meeting, when, sentence, "104", days.call))
    return found


def meetings_passed(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Convened meetings whose time has passed: were they held?"""
    sentence = N_("Record attendance and mark as held: {title}.")
    return [
        of_meeting(one, "due", sentence, "118", meetings.day_of(one))
        for one in queries.passed_unrecorded(network, today)
    ]


def minutes(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Meetings without a draft, or without final minutes."""
    rules = readings.working_rules(network)
    found = []
    for meeting in queries.without_minutes(network):
        days = meetings.deadlines_of(meeting, rules)
        sentence, until = N_("Finish the minutes: {title}."), days.final
        if not meeting.drafted:
            sentence, until = N_("Draft the minutes: {title}."), days.draft
        when = by_day(until, today)
        found.append(of_meeting(meeting, when, sentence, "103", until, "meetings:minutes"))
    return found


def files(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Files of meetings that are not closed."""
    rules = readings.working_rules(network)
    sentence, page = N_("Complete the file: {title}."), "meetings:meeting_file"
    found = []
    for meeting in queries.open_files(network):
        until = meetings.deadlines_of(meeting, rules).file
        when = by_day(until, today, "missing")
        found.append(of_meeting(meeting, when, sentence, "107", until, page))
    return found


def not_reached(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Papers and final minutes whose e-mail failed: they were not sent to everybody."""
    sentences = {
        "papers": (N_("The papers did not reach everyone: {title}."), "106"),
        "minutes": (N_("The final minutes did not reach everyone: {title}."), "103"),
    }
    return [
        of_meeting(meeting, "missing", *sentences[kind])
        for kind, found in queries.not_reached(network).items()
        for meeting in found
    ]


def actions(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """How many actions are late."""
    count, first = queries.late_actions(network, today)
    sentence, page = N_("Overdue actions: {count}."), reverse("meetings:actions")
    return [to_do("late", sentence, {"count": count}, "43", first, page)] if count else []


def holidays(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Remind of a year without public holidays, on which working days depend."""
    sentence = N_(
        "The list of public holidays has no day of {year}, and deadlines count working days. "
        "Enter the holidays of that year."
    )
    page = reverse("reference:list", args=[readings.HOLIDAYS])
    years = range(today.year, today.year + (today.month >= 10) + 1)
    return [
        to_do("missing", sentence, {"year": year}, "103", None, page)
        for year in years
        if not readings.holidays_known(year)
    ]


def submission_files(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Files of reports and recommendations to UNKT that are not closed."""
    return [
        to_do(
            by_day(one.until, today, "missing"),
            N_("Complete the file: {title}."),
            {"title": one.title},
            "107",
            one.until,
            reverse("meetings:submission_file", args=[one.kind, one.id]),
        )
        for one in submissions.open_submissions(network)
    ]


ITEMS: list[ItemsOf] = [
    quarters,
    coming,
    meetings_passed,
    minutes,
    files,
    not_reached,
    actions,
    holidays,
    submission_files,
]
