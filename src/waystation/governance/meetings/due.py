"""What is due about meetings: notices, minutes, files, late actions, the quarter."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import due as queries
from waystation.governance.meetings.queries import meetings, submissions
from waystation.governance.network.due import Due, ItemsOf
from waystation.governance.network.queries import Network, house


def quarters(user: Anyone, network: Network, today: date) -> list[Due]:
    """The quarter that ends without a convened meeting, and those that ended without one."""
    found = []
    for line in meetings.year_of(network, today.year, today):
        page = f"{reverse('meetings:meetings')}?year={today.year}"
        if line.state == "amber":
            sentence = N_("{quarter} ends soon and no co-chair has convened a meeting.")
            found.append(Due("due", sentence, {"quarter": line.code}, "118", line.last_day, page))
        if line.state == "red" and line.last_day >= network.opened_on:
            sentence = N_("No meeting was held in {quarter}.")
            found.append(Due("late", sentence, {"quarter": line.code}, "118", line.last_day, page))
    return found


def coming(user: Anyone, network: Network, today: date) -> list[Due]:
    """The calls and notices that coming meetings wait for."""
    rules = house.house_rules(network)
    found = []
    for meeting in queries.coming(network, today):
        days = meetings.deadlines_of(meeting, rules)
        page = reverse("meetings:meeting", args=[meeting.id])
        values = {"title": meeting.title}
        if meeting.state == "planned" and today >= days.call:
            sentence = N_("Ask a co-chair to convene: {title}.")
            when = "late" if today > days.notice else "due"
            found.append(Due(when, sentence, values, "94", days.notice, page))  # type: ignore[arg-type]
        if meetings.call_of(meeting.id) is None and today >= days.call:
            sentence = N_("Call for items and papers: {title}.")
            when = "late" if today > days.call else "due"
            found.append(Due(when, sentence, values, "104", days.call, page))  # type: ignore[arg-type]
    return found


def passed(user: Anyone, network: Network, today: date) -> list[Due]:
    """Convened meetings whose time has passed: were they held?"""
    return [
        Due(
            "due",
            N_("Record who came and that it was held: {title}."),
            {"title": meeting.title},
            "118",
            meetings.day_of(meeting),
            reverse("meetings:meeting", args=[meeting.id]),
        )
        for meeting in queries.passed_unrecorded(network, today)
    ]


def minutes(user: Anyone, network: Network, today: date) -> list[Due]:
    """Meetings without a draft, or without final minutes."""
    rules = house.house_rules(network)
    drafts = {one.id for one in queries.without_minutes(network, final=False)}
    found = []
    for meeting in queries.without_minutes(network, final=True):
        days = meetings.deadlines_of(meeting, rules)
        draft = meeting.id in drafts
        until = days.draft if draft else days.final
        found.append(
            Due(
                "late" if today > until else "due",
                N_("Draft the minutes: {title}.") if draft else N_("Finish the minutes: {title}."),
                {"title": meeting.title},
                "103",
                until,
                reverse("meetings:minutes", args=[meeting.id]),
            )
        )
    return found


def files(user: Anyone, network: Network, today: date) -> list[Due]:
    """Files of meetings that are not closed."""
    rules = house.house_rules(network)
    found = []
    for meeting in queries.open_files(network):
        until = meetings.deadlines_of(meeting, rules).file
        found.append(
            Due(
                "late" if today > until else "missing",
                N_("Complete the file: {title}."),
                {"title": meeting.title},
                "107",
                until,
                reverse("meetings:meeting_file", args=[meeting.id]),
            )
        )
    return found


def not_reached(user: Anyone, network: Network, today: date) -> list[Due]:
    """Papers and final minutes whose e-mail failed: they were not sent to everybody."""
    sentences = {
        "papers": (N_("The papers did not reach everyone: {title}."), "106"),
        "minutes": (N_("The final minutes did not reach everyone: {title}."), "103"),
    }
    return [
        Due(
            "missing",
            sentence,
            {"title": meeting.title},
            paragraph,
            url=reverse("meetings:meeting", args=[meeting.id]),
        )
        for kind, (sentence, paragraph) in sentences.items()
        for meeting in queries.not_reached(network)[kind]
    ]


def actions(user: Anyone, network: Network, today: date) -> list[Due]:
    """How many actions are late."""
    late = queries.late_actions(network, today)
    count = late.count()
    if not count:
        return []
    first = late.order_by("due_on").values_list("due_on", flat=True).first()
    return [
        Due(
            "late",
            N_("Actions are past their day: {count}."),
            {"count": count},
            "43",
            first,
            reverse("meetings:actions"),
        )
    ]


def holidays(user: Anyone, network: Network, today: date) -> list[Due]:
    """The year whose public holidays nobody has entered: working days are counted by them."""
    coming = today.year + (today.month >= 10)
    return [
        Due(
            "missing",
            N_(
                "The list of public holidays has no day of {year}, and deadlines count working "
                "days. Enter the holidays of that year."
            ),
            {"year": year},
            "103",
            None,
            reverse("reference:list", args=[house.HOLIDAYS]),
        )
        for year in range(today.year, coming + 1)
        if not house.holidays_known(year)
    ]


def submission_files(user: Anyone, network: Network, today: date) -> list[Due]:
    """Files of reports and recommendations to UNKT that are not closed."""
    return [
        Due(
            "late" if one.until < today else "missing",
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
    passed,
    minutes,
    files,
    not_reached,
    actions,
    holidays,
    submission_files,
]
