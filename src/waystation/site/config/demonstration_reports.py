"""Reports on the demonstration's records: targets, a published report, and a draft."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from waystation.foundation.access import queries
from waystation.foundation.shared.periods import Period, quarter, year
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.knowledge.actions import load_dated_facts
from waystation.governance.policies.actions import links
from waystation.governance.policies.models import Link
from waystation.governance.reports import actions as reports
from waystation.governance.reports import queries as published
from waystation.governance.results import actions as results
from waystation.governance.results import queries as indicators

YEARLY = "Yearly report of the Migrant Service Centres"
MEASURED = "informed_regular_ways"
FINDINGS = ("gender_hoh", "displace_status", "shelter_occupation", "property_title")


def set_targets(manager: Any, analyst: Any, office: Any, today: date) -> None:
    """Load the indicators, and set two targets for the year with a step for each quarter."""
    results.load_shipped_indicators(office.organisation_id)
    this_year = year(today)
    ends = [date(this_year.start.year, *day) for day in ((3, 31), (6, 30), (9, 30))]
    for key, value, qualifier in (("people_served", 2000.0, "up_to"), ("visits", 3000.0, "")):
        target = results.set_target(
            manager,
            key,
            office.id,
            this_year.start,
            this_year.last_day,
            value,
            qualifier=qualifier,
            milestones=[(day, value * part / 4) for part, day in enumerate(ends, start=1)],
        )
        results.approve_target(analyst, target.id)


def propose_definition(analyst: Any) -> None:
    """Propose a clearer definition of an indicator, which waits for the programme manager."""
    known = indicators.indicator_visible_to(analyst, "young_people_served")
    data = dict(known.definition.as_data)
    data["meaning"] = data["meaning"] | {
        "en": "Different people from 15 to 24 years old who came. An anonymous visit of somebody "
        "of that age counts as one person.",
    }
    results.propose_definition(analyst, data, "Says how anonymous visits count")


def publish(
    manager: Any, analyst: Any, centres: list[Any], network_office: Any, today: date
) -> None:
    """Publish a report on the last quarter, and begin one on the year, for the centres."""
    this_year, office = year(today), centres[0]
    with_letterhead(manager, office)
    last = quarter(quarter(today).start - timedelta(days=1))
    load_dated_facts(office.organisation_id, network_office.id)
    facts = {
        one.series: one.key
        for words in ("door to door", "Remittances share World Bank")
        for one in reversed(knowledge.tokens_matching(analyst, words))
    }
    for title, period, blocks, ready in (
        ("Report of the Migrant Service Centres", last, _quarterly(last, this_year, facts), True),
        (YEARLY, this_year, _yearly(this_year), False),
    ):
        report = reports.draft_report(
            analyst,
            title,
            period.start,
            period.last_day,
            author=analyst.full_name,
            office=office.id,
            offices=[one.id for one in centres],
            blocks=blocks,
        )
        if ready:
            reports.publish_report(analyst, report.id)


def publish_on_measure(secretary: Any, office: Any, today: date) -> Link | None:
    """Publish what a measure of the roadmap is measured by, and link the figure with it.

    It is a report of the Network's office for partners, so all who read the measure may open it.
    """
    measured = Link.objects.filter(
        office=office, role="indicator", record_id=MEASURED, measure__isnull=False
    ).first()
    if measured is None:
        return None
    last = quarter(quarter(today).start - timedelta(days=1))
    report = reports.draft_report(
        secretary,
        "Regular ways to migrate: who was informed",
        last.start,
        last.last_day,
        author=secretary.full_name,
        office=office.id,
        blocks=[("text", {"text": f"Counsellors informed [{MEASURED}] people."})],
    )
    edition = reports.publish_report(secretary, report.id)
    return links.link_record(
        secretary,
        measured.instrument_id,
        measure_id=measured.measure_id,
        role="figure",
        address=reverse("reports:figure", args=[edition.id, 1]),
    )


def with_letterhead(manager: Any, office: Any) -> None:
    """Give the office's reports a letterhead with its own logo."""
    values = {
        "name": "Migrant Service Centres in Kosovo* (demonstration)",
        "address": "Rr. Luan Haradinaj, 10000 Prishtinë\n+383 38 000 000\nmsc.example.org",
        "second_approver": False,
    }
    blank = {"name": "", "address": "", "second_approver": False}
    reports.change_letterhead(manager, office.id, values, blank, ("logo.png", _mark()))


def _mark() -> bytes:
    """Draw the logo of the demonstration office: two paths that meet."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (480, 480), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, 479, 479), 96, fill="#0b4f9e")
    draw.line((90, 350, 200, 220, 280, 280, 390, 130), fill="#e39b2d", width=44, joint="curve")
    for x, y in ((90, 350), (390, 130)):
        draw.ellipse((x - 40, y - 40, x + 40, y + 40), fill="white")
    small = picture.resize((240, 240), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def _quarterly(
    last: Period, this_year: Period, facts: dict[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """Return the published report: a summary, reasons for visits, women and men, next steps."""
    name = f"{last.start:%B} to {last.last_day:%B %Y}"
    so_far = (
        f"From {name} the three centres served **[people_served] people** in [visits] visits. "
        "Since the beginning of the year they have served "
        f"[people_served {this_year.code}] people.\n\n"
        "Most visitors ask about regular ways to work abroad. Counsellors explain what a contract "
        "must say, which costs an employer bears, and where a diploma is recognised."
    )
    so_far += (
        "\n\nMigration remains part of how families live: remittances amounted to "
        f"[fact {facts['remittances_gdp']}] of gross domestic product."
    )
    outreach = (
        "In the same months [group_attendees] people attended group sessions; a campaign from "
        f"door to door had reached [fact {facts['door_to_door_reached']}] people before"
    )
    why = {"title": "What people came for", "indicator": "people_served", "along": "reason"}
    sexes = {"title": "", "indicators": ["people_served", "visits", "counselling_sessions"]}
    places = {"title": "", "indicators": ["people_served", "visits", "referrals_sent"]}
    headline = ["people_served", "visits", "group_attendees", "referrals_sent"]
    return [
        ("heading", {"text": "Summary", "level": "1"}),
        ("headline", {"title": "", "indicators": headline}),
        ("text", {"text": so_far}),
        ("heading", {"text": "Who came, and why", "level": "1"}),
        ("chart", {**why, "split": ""}),
        ("heading", {"text": "Where people live", "level": "2"}),
        ("map", {"title": "Where the people served live", "indicator": "people_served"}),
        ("heading", {"text": "Women and men", "level": "1"}),
        ("table", {**sexes, "by": "sex"}),
        ("heading", {"text": "The centres", "level": "1"}),
        ("table", {**places, "by": "office"}),
        ("heading", {"text": "Group sessions", "level": "1"}),
        ("text", {"text": f"{outreach}."}),
        ("heading", {"text": "What is next", "level": "1"}),
        (
            "text",
            {
                "text": "1. Opening hours on one evening a week, as visitors who work have asked.\n"
                "2. A joint session with the employment office on seasonal work.\n"
                "3. A review of referrals that had no answer within their time."
            },
        ),
    ]


def _yearly(this_year: Period) -> list[tuple[str, dict[str, Any]]]:
    """Return the draft of the yearly report."""
    text = (
        "This year the three centres have served [people_served] people in [visits] visits; "
        "[group_attendees] people attended group sessions."
    )
    answered = "Partners answered [referrals_answered_in_time] of the referrals in time."
    months = {"title": "People served each month", "indicator": "people_served"}
    sexes = {"title": "", "indicators": ["people_served", "visits", "counselling_sessions"]}
    return [
        ("heading", {"text": "People served", "level": "1"}),
        ("text", {"text": text}),
        ("chart", {**months, "along": "month", "split": ""}),
        ("map", {"title": "Where the people served live", "indicator": "people_served"}),
        ("heading", {"text": "Women and men", "level": "1"}),
        ("table", {**sexes, "by": "sex"}),
        ("heading", {"text": "Referrals", "level": "1"}),
        ("text", {"text": answered}),
    ]


def add_findings(email: str) -> int:
    """Put the survey's first findings into the yearly draft; return the number of new findings."""
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
            analyst, draft.id, "heading", {"text": "A survey elsewhere: Tal Afar, 2021"}
        )
    for key in wanted:
        reports.add_block(analyst, draft.id, "finding", {"title": offered[key], "finding": key})
    return len(wanted)
