"""Fictional policy work: a roadmap with its measures, a consultation, standards, deliveries.

Institutions are named by their responsibility; texts, days and figures are fictional. The clock is
set to the day of each step.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.urls import reverse

from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared import periods
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.policies.actions import (
    instruments,
    links,
    mainstreaming,
    measures,
    standards,
)
from waystation.governance.policies.queries import registers
from waystation.governance.policies.queries import standards as standard_queries
from waystation.governance.workplans import queries as workplans
from waystation.registry.organisations import actions as organisations

from . import demonstration_exchange
from .demonstration_roadmap import (
    CHAPTERS,
    GRADES,
    MEASURES,
    PILLARS,
    QUOTE_NOW,
    QUOTES_BEFORE,
    ROADMAP,
)

PEOPLE = [("policy_officer", "Pranvera Mustafa"), ("authority", "Gazmend Pllana")]
INSTITUTIONS = {
    "gam": ("Government Authority on Migration (fictional)", "authority"),
    "labour": ("Ministry responsible for labour (fictional)", "authority"),
    "education": ("Ministry responsible for education (fictional)", "authority"),
    "agency": ("Employment Agency (fictional)", "authority"),
    "diaspora": ("Ministry responsible for the diaspora (fictional)", "authority"),
}


@dataclass
class Story:
    """The objects that the steps of the policy work share."""

    officer: Any
    manager: Any
    authority: Any
    office_id: UUID
    today: date
    clock: Path
    entities: dict[str, UUID] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)

    def turn(self, days_ago: int) -> date:
        """Set the clock to a number of days before today; return that day."""
        day = self.today - timedelta(days=days_ago)
        self.clock.write_text(datetime.combine(day, time(10, 0), UTC).isoformat())
        return day

    def owner(self, key: str) -> dict[str, Any]:
        return {"entity": str(self.entities[key])}


def tell(officer: Any, manager: Any, authority: Any, office_id: UUID, today: date) -> None:
    """Create two years of policy work up to ``today``."""
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        story = Story(officer, manager, authority, office_id, today, Path(folder) / "clock")
        story.turn(700)
        periods.follow(story.clock)
        try:
            _institutions(story)
            _roadmap(story)
            _strategies(story)
            _standards(story)
            demonstration_exchange.commitments(story)
            demonstration_exchange.practices(story)
            demonstration_exchange.deliveries(story)
        finally:
            periods.follow(None)


def _institutions(story: Story) -> None:
    for key, (name, kind) in INSTITUTIONS.items():
        row = organisations.record_entity(story.officer, story.office_id, name=name, kind=kind)
        story.entities[key] = row.id
    organisations.name_focal_point(
        story.officer,
        story.entities["labour"],
        starts_on=story.today - timedelta(days=700),
        account=story.authority.id,
    )


def _roadmap(story: Story) -> None:
    officer, day = story.officer, story.turn(420)
    outcome = record_entry(
        officer,
        registers.OUTCOMES,
        {
            "title": "Outcome of the conference on mobility and development (fictional)",
            "event": "Conference on mobility and development",
            "day": day - timedelta(days=30),
            "organiser": "IOM with the Embassy of Sweden",
            "text": "Participants agree to match training with missing skills and to end fees.",
        },
        office=story.office_id,
    )
    row = instruments.draft_instrument(
        officer,
        story.office_id,
        title=ROADMAP,
        kind="roadmap",
        edition=f"{day.year}–{day.year + 3}",
        areas=["migration", "labour", "education"],
        summary="Drafted in a training with all ministries (fictional text).",
        starts_on=day + timedelta(days=120),
        gcm=["GCM5", "GCM6", "GCM18"],
        pillar="GOV",
        **story.owner("gam"),
    )
    chapters = [
        instruments.add_chapter(officer, row.id, title=title, text=text) for title, text in PILLARS
    ]
    for pillar, title, owner, who, due, moves, _steps in MEASURES:
        story.measures[title] = measures.add_measure(
            officer,
            row.id,
            title=title,
            chapter=str(chapters[pillar].id),
            person=f"{who} (fictional)",
            due_on=story.today + timedelta(days=due - sum(moves)),
            outcome=str(outcome.id) if pillar in {2, 3} else "",
            **story.owner(owner),
        )
    _consult(story, row)
    story.turn(330)
    adoption = {
        "adopted_on": story.today - timedelta(days=331),
        "adopted_by": "Government, decision of the session (fictional)",
    }
    instruments.change_instrument_state(story.manager, row.id, "adopt", **adoption)
    instruments.change_instrument_state(
        story.manager, row.id, "enforce", in_force_on=story.today - timedelta(days=330)
    )
    _follow_up(story)
    _assess(story)
    _link(story, row)


def _consult(story: Story, row: Any) -> None:
    day = story.turn(400)
    asked = {}
    for name, how in (
        ("Chamber of commerce", "Meeting with 20 employers"),
        ("Organisations of returnees", "Two round tables"),
    ):
        asked[name] = instruments.ask_about(
            story.officer, row.id, name=name, how=how, asked_on=day,
            until=day + timedelta(days=30),
        )  # fmt: skip
    ministry = instruments.ask_about(
        story.officer, row.id, asked_on=day, how="By letter", **story.owner("labour")
    )
    instruments.change_instrument_state(story.officer, row.id, "consult")
    day = story.turn(380)
    for who, text, verdict, answer in (
        (asked["Chamber of commerce"], "Ask employers each year, not once.", "accepted",
         "The survey is yearly now."),
        (asked["Organisations of returnees"], "Add help for those who come back early.", "partly",
         "It is part of the return policy; the roadmap refers to it."),
        (ministry, "The register needs a law first.", "declined",
         "A by-law is enough for the register; the law follows."),
    ):  # fmt: skip
        comment = instruments.record_comment(
            story.officer, row.id, consulted=str(who.id), text=text, said_on=day
        )
        instruments.answer_comment(story.officer, comment.id, verdict=verdict, answer=answer)


def _follow_up(story: Story) -> None:
    """Add milestones, move deadlines, and record completions, in chronological order."""
    told: list[tuple[int, int, Any]] = []
    for _pillar, title, owner, _who, _due, moves, steps in MEASURES:
        measure = story.measures[title]
        for number, days in enumerate(moves):
            told.append((300 - 60 * number, 0, (measure, days)))
        for name, due, ago in steps:
            told.append((120, 1, (measure, owner, name, due, ago)))
    for ago, kind, what in sorted(told, key=lambda one: (-one[0], one[1])):
        if kind == 0:
            measure, days = what
            story.turn(ago)
            measure.refresh_from_db()
            measures.move_deadline(
                story.officer,
                measure.id,
                due_on=measure.due_on + timedelta(days=days),
                reason="The staff for it came later than planned.",
            )
        else:
            _milestone(story, *what)


def _milestone(
    story: Story, measure: Any, owner: str, name: str, due: int, ago: int | None
) -> None:
    story.turn(max(ago or 0, 120))
    step = measures.add_milestone(
        story.officer, measure.id, title=name, due_on=story.today + timedelta(days=due)
    )
    if ago is None:
        return
    day = story.turn(ago)
    measures.reach_milestone(
        story.authority if owner == "labour" else story.officer,
        step.id,
        reached_on=day,
        title=f"{name}: document (fictional)",
        address="https://example.org/roadmap/document",
    )


def _assess(story: Story) -> None:
    story.turn(15)
    register = story.measures["Register of private employment agencies"]
    measures.assess_measure(
        story.authority, register.id, kind="self", rating="on_track",
        text="The rules are adopted and the system is being tested.",
    )  # fmt: skip
    story.turn(8)
    measures.assess_measure(
        story.manager, register.id, kind="independent", rating="behind",
        text="The test covers 3 of 41 agencies; the deadline moved twice.",
    )  # fmt: skip


def _link(story: Story, row: Any) -> None:
    """Link the finding on 500 businesses to the measure, the work plan and the indicator."""
    story.turn(5)
    partnership = story.measures["Skills mobility partnership in care and construction"]
    fact = (
        knowledge.entries_visible_to(story.officer, knowledge.register_named("facts"))
        .filter(series="businesses_surveyed")
        .first()
    )
    found: list[tuple[str, str]] = []
    if fact is not None:
        found.append(("evidence", reverse("knowledge:entry", args=["facts", fact.id])))
    found.append(("indicator", reverse("results:indicator", args=["informed_regular_ways"])))
    if activity := _activity(story):
        found.append(("activity", reverse("workplans:activity", args=[activity])))
    for role, address in found:
        links.link_record(
            story.officer, row.id, measure_id=partnership.id, role=role, address=address
        )


def _activity(story: Story) -> UUID | None:
    """Return an activity of the work plan on labour migration that the officer can see, if any."""
    for plan in workplans.plans.plans_visible_to(story.officer).order_by("-year"):
        for planned in workplans.plans.activities_of(plan):
            if planned.row.labour_migration or "worker" in planned.row.title:
                return planned.row.id
    return None


def _strategies(story: Story) -> None:
    officer = story.officer
    story.turn(650)
    old = _adopt_policy(
        story, "Development strategy", "strategy", "first edition", "gam", CHAPTERS, 640
    )
    by_title = {one.title: one for one in old.chapters.all()}
    for chapter, topic, quote in QUOTES_BEFORE:
        mainstreaming.quote_chapter(
            officer, by_title[chapter].id, topic, quote=f"{quote} (fictional)", page="p. 12"
        )
    story.turn(200)
    new = instruments.draft_next_edition(officer, old.id, edition="second edition")
    _adopt(story, new, 180)
    chapter, topic, quote = QUOTE_NOW
    mainstreaming.quote_chapter(
        officer, new.chapters.get(title=chapter).id, topic, quote=f"{quote} (fictional)"
    )
    returns = _adopt_policy(
        story, "Return and reintegration policy", "policy", "first edition", "gam",
        ["Documents and schools", "Income"], 170,
    )  # fmt: skip
    story.turn(40)
    diaspora = instruments.draft_instrument(
        officer,
        story.office_id,
        title="Diaspora engagement strategy",
        kind="strategy",
        edition="draft for consultation",
        areas=["diaspora", "development"],
        **story.owner("diaspora"),
    )
    instruments.add_chapter(officer, diaspora.id, title="Skills of the diaspora")
    asked = instruments.ask_about(
        officer, diaspora.id, name="Diaspora associations in Switzerland",
        asked_on=story.today - timedelta(days=40),
    )  # fmt: skip
    instruments.change_instrument_state(officer, diaspora.id, "consult")
    instruments.record_comment(
        officer,
        diaspora.id,
        consulted=str(asked.id),
        text="Doctors who want to teach for a month need a simple permit.",
        said_on=story.today - timedelta(days=40),
    )
    for policy, relation, other, why in (
        (new, "supports", diaspora, "Both invite the diaspora to invest in schools."),
        (returns, "depends", new, "Municipal services for returnees are paid from it."),
    ):
        record_entry(
            officer,
            registers.LINKS,
            {"policy": policy.id, "relation": relation, "other": other.id, "text": why},
            office=story.office_id,
        )


def _adopt_policy(
    story: Story, title: str, kind: str, edition: str, owner: str, chapters: list[str], ago: int
) -> Any:
    row = instruments.draft_instrument(
        story.officer,
        story.office_id,
        title=title,
        kind=kind,
        edition=edition,
        areas=["development"],
        **story.owner(owner),
    )
    for chapter in chapters:
        instruments.add_chapter(story.officer, row.id, title=chapter)
    return _adopt(story, row, ago)


def _adopt(story: Story, row: Any, ago: int) -> Any:
    day = story.turn(ago)
    if not row.measures.exists():
        measures.add_measure(
            story.officer,
            row.id,
            title="Yearly report to parliament",
            person="Head of the unit for strategic planning (fictional)",
            due_on=story.today + timedelta(days=120),
            **story.owner("gam"),
        )
    instruments.ask_about(story.officer, row.id, name="Line ministries", asked_on=day)
    instruments.change_instrument_state(story.officer, row.id, "consult")
    adoption = {"adopted_on": day, "adopted_by": "Government (fictional)"}
    instruments.change_instrument_state(story.manager, row.id, "adopt", **adoption)
    return instruments.change_instrument_state(story.manager, row.id, "enforce", in_force_on=day)


def _standards(story: Story) -> None:
    story.turn(100)
    standards.load_shipped_standards(story.officer, story.office_id)
    durable = standard_queries.standards_visible_to(story.officer).get(name__contains="IASC")
    gap = standards.begin_assessment(
        story.officer,
        standard=str(durable.id),
        by="independent",
        day=story.today - timedelta(days=100),
        note="Desk review of laws and two visits to municipalities (fictional).",
        **story.owner("gam"),
    )
    complaints = story.measures["Complaints about fees are heard in every centre"]
    for clause, (law, practice) in zip(
        standard_queries.clauses_of(durable.id), GRADES, strict=True
    ):
        missing = "not_met" in (law, practice) or "partly" in (law, practice)
        standards.assess_clause(
            story.officer,
            gap.id,
            clause.id,
            law=law,
            law_text="Law on displaced persons, article 4 (fictional)",
            practice=practice,
            practice_text="Seen in two municipalities (fictional).",
            gap="Municipalities have no budget line for it (fictional)." if missing else "",
            measure=str(complaints.id) if clause.code == "C8" else "",
        )
    standards.change_assessment_state(story.officer, gap.id, "finish")
