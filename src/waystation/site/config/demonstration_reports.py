"""What the records of the demonstration add up to: targets, a published report, a draft."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from waystation.foundation.access import queries
from waystation.foundation.shared.periods import Period, month, year
from waystation.governance.reports import actions as reports
from waystation.governance.reports import queries as published
from waystation.governance.results import actions as results

YEARLY = "Yearly report of the Migrant Service Centres"
FINDINGS = ("gender_hoh", "displace_status", "shelter_occupation", "property_title")


def set_targets_and_publish(manager: Any, analyst: Any, office: Any, today: date) -> None:
    """Set targets, publish a report of the last month, and begin one of the year."""
    results.load_shipped_indicators(office.organisation_id)
    this_year = year(today)
    for key, value in (("people_served", 2000.0), ("visits", 3000.0)):
        target = results.set_target(
            manager, key, office.id, this_year.start, this_year.last_day, value
        )
        results.approve_target(analyst, target.id)
    last = month(month(today).start - timedelta(days=1))
    for title, period, along, ready in (
        ("Report of the Migrant Service Centres", last, "reason", True),
        (YEARLY, this_year, "month", False),
    ):
        blocks = _blocks(last, this_year, along)
        report = reports.draft_report(analyst, title, period.start, period.last_day, blocks=blocks)
        if ready:
            reports.publish_report(analyst, report.id)


def _blocks(last: Period, this_year: Period, along: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what the two reports are made of: text with figures, a chart, a map, a table."""
    name = f"{last.start:%B %Y}"
    text = (
        f"In {name} the three centres served [people_served {last.code}] people in "
        f"[visits {last.code}] visits; this year they have served "
        f"[people_served {this_year.code}] people. In the same month "
        f"[group_attendees {last.code}] people attended group sessions."
    )
    chart = "People served each month" if along == "month" else "What people came for"
    return [
        ("heading", {"text": "1. People served"}),
        ("text", {"text": text}),
        (
            "chart",
            {"title": chart, "indicator": "people_served", "along": along, "split": ""},
        ),
        ("map", {"title": "Where the people served live", "indicator": "people_served"}),
        ("heading", {"text": "2. Women and men"}),
        (
            "table",
            {
                "title": "Indicators of the centres",
                "by": "sex",
                "indicators": ["people_served", "visits", "counselling_sessions"],
            },
        ),
    ]


def add_findings(email: str) -> int:
    """Put the survey's first findings into the yearly draft; return how many were new."""
    analyst = queries.user_named(email)
    if analyst is None:
        return 0
    draft = next((d for d in published.drafts_visible_to(analyst) if d.title == YEARLY), None)
    if draft is None:
        return 0
    there = {block.content.get("finding") for block in draft.blocks.all()}
    offered = dict(published.findings_offered(analyst))
    wanted = [
        key
        for question in FINDINGS
        for key in offered
        if key.endswith(f"/{question}") and key not in there
    ]
    if wanted and not there - {None}:
        reports.add_block(
            analyst, draft.id, "heading", {"text": "3. A survey elsewhere: Tal Afar, 2021"}
        )
    for key in wanted:
        reports.add_block(analyst, draft.id, "finding", {"title": offered[key], "finding": key})
    return len(wanted)
