"""What is due about reports to UNKT, requests, statements and the library."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.models import Network
from waystation.governance.network.queries import registers, reports, statements, submissions
from waystation.governance.network.queries.house import house_rules

from . import Due, ItemsOf


def unkt_reports(user: Anyone, network: Network, today: date) -> list[Due]:
    """Reports and updates that are not transmitted yet."""
    return [
        Due(
            "late" if one.due_on < today else "due",
            N_("Transmit to UNKT: {title}"),
            {"title": reports.title_of(one)},
            "96" if one.kind == "quarterly" else "120",
            one.due_on,
            reverse("network:report", args=[one.id]),
        )
        for one in reports.open_reports(network)
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
            reverse("network:submission_file", args=[one.kind, one.row.id]),
        )
        for one in submissions.open_submissions(network)
    ]


def silent(user: Anyone, network: Network, today: date) -> list[Due]:
    """Joint statements whose silence is over and that wait for their release."""
    return [
        Due(
            "due",
            N_("The silence on “{title}” is over: release it, or change it."),
            {"title": one.title},
            "72",
            one.until,
            reverse("network:statement", args=[one.id]),
        )
        for one in statements.in_silence(network)
        if one.until is not None and one.until < today
    ]


def registers_due(user: Anyone, network: Network, today: date) -> list[Due]:
    """Exchanges of the quarter, open requests, documents to be looked at again."""
    found = []
    if levels := registers.silent_levels(network.office_id, today):
        found.append(
            Due(
                "missing",
                N_("No exchange yet this quarter with {count} of four levels."),
                {"count": len(levels)},
                "80",
                url=reverse("network:entries", args=["exchanges"]),
            )
        )
    days = house_rules(network).number("request_days")
    if count := registers.late_requests(network.office_id, today, days):
        found.append(
            Due(
                "late",
                N_("Requests of authorities wait for more than {days} working days: {count}."),
                {"count": count, "days": days},
                "67",
                url=reverse("network:entries", args=["support-requests"]),
            )
        )
    if count := registers.open_resources(network.office_id):
        found.append(
            Due(
                "due",
                N_("Requests for resources are open: {count}."),
                {"count": count},
                "95",
                url=reverse("network:entries", args=["resource-requests"]),
            )
        )
    _held, reviews = knowledge.held_and_due(network.office_id, today)
    if reviews:
        found.append(
            Due(
                "due",
                N_("Documents are due for review: {count}."),
                {"count": reviews},
                "70",
                url=reverse("knowledge:entries", args=["library"]),
            )
        )
    return found


ITEMS: list[ItemsOf] = [unkt_reports, submission_files, silent, registers_due]
