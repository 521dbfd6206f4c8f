"""Fictional policy work: a roadmap with its measures, a consultation, standards, deliveries.

Institutions are named by what they answer for; texts, days and figures are made up. Each step has
its day, to which the clock is turned.
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
    sharing,
    standards,
)
from waystation.governance.policies.queries import registers
from waystation.governance.policies.queries import standards as standard_queries
from waystation.governance.workplans import queries as workplans
from waystation.registry.organisations import actions as organisations

PEOPLE = [("policy_officer", "Pranvera Mustafa"), ("authority", "Gazmend Pllana")]
INSTITUTIONS = {
    "gam": ("Government Authority on Migration (fictional)", "authority"),
    "labour": ("Ministry responsible for labour (fictional)", "authority"),
    "education": ("Ministry responsible for education (fictional)", "authority"),
    "agency": ("Employment Agency (fictional)", "authority"),
    "diaspora": ("Ministry responsible for the diaspora (fictional)", "authority"),
}
ROADMAP = "Roadmap for Labour Mobility and Regular Pathways"
PILLARS = [
    ("Inter-ministerial cooperation", "One group decides, and every ministry reports to it."),
    ("Cooperation with the private sector", "Employers say which skills are missing."),
    ("Skills mobility partnerships", "Training here and abroad that both sides gain from."),
    ("Ethical recruitment", "No worker pays for a job."),
]
# pillar, title, institution, who, due in days from today, moves in days, milestones: title, due in
# days from today, reached days ago or None
MEASURES: list[tuple[int, str, str, str, int, list[int], list[tuple[str, int, int | None]]]] = [
    (0, "Inter-ministerial working group on labour mobility", "gam",
     "Secretary of the Authority", -60, [],
     [("Decision on the group", -300, 310), ("First annual report of the group", -60, 75)]),
    (0, "Common statistics on permits, contracts and departures", "gam",
     "Head of the unit for analysis", 200, [60],
     [("List of common indicators", -120, 100), ("First joint table", 150, None)]),
    (1, "Yearly survey of employers on missing skills", "agency",
     "Head of labour-market analysis", 90, [],
     [("Questionnaire agreed with the Chamber", -90, 95), ("Survey published", 60, None)]),
    (1, "Vacancies abroad are published with full conditions", "agency",
     "Head of placement", 30, [45, 75, 90],
     [("Template of a vacancy", -200, 180), ("Page with vacancies", 20, None)]),
    (2, "Skills mobility partnership in care and construction", "labour",
     "Head of the employment department", 240, [],
     [("Two sectors chosen from the survey of businesses", -150, 140),
      ("Agreement with a partner country", 100, None), ("First course begins", 220, None)]),
    (2, "Certificates are recognised before departure", "education",
     "Head of recognition", -20, [120],
     [("Agreement on procedures", -100, None), ("First 50 certificates", -20, None)]),
    (3, "Register of private employment agencies", "labour",
     "Head of the employment department", 150, [120, 90],
     [("Rules adopted", -80, 60), ("Register in use", 120, None)]),
    (3, "Complaints about fees are heard in every centre", "labour",
     "Chief labour inspector", 60, [], [("Procedure agreed", -30, 20), ("All centres trained",
                                                                       50, None)]),
]  # fmt: skip
QUOTES_BEFORE = [
    ("Employment and skills", "skills", "Training follows what employers here and abroad ask for."),
    (
        "Employment and skills",
        "diaspora",
        "The diaspora is asked to invest in schools.",
    ),
    ("Municipal services", "return", "Municipalities help families that return to find a school."),
]
QUOTE_NOW = (
    "Employment and skills",
    "skills",
    "Partnerships with other countries train workers for both labour markets.",
)
CHAPTERS = ["Employment and skills", "Municipal services", "Environment"]
GRADES = [
    ("partly", "partly"), ("met", "partly"), ("partly", "not_met"), ("partly", "partly"),
    ("met", "met"), ("met", "met"), ("met", "partly"), ("partly", "not_met"),
]  # fmt: skip


@dataclass
class Story:
    """What policy work is told with."""

    officer: Any
    manager: Any
    authority: Any
    office_id: UUID
    today: date
    clock: Path
    entities: dict[str, UUID] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)

    def turn(self, days_ago: int) -> date:
        """Turn the clock to a day before today, and return it."""
        day = self.today - timedelta(days=days_ago)
        self.clock.write_text(datetime.combine(day, time(10, 0), UTC).isoformat())
        return day

    def owner(self, key: str) -> dict[str, Any]:
        return {"entity": str(self.entities[key])}


def tell(officer: Any, manager: Any, authority: Any, office_id: UUID, today: date) -> None:
    """Tell two years of policy work up to ``today``."""
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        story = Story(officer, manager, authority, office_id, today, Path(folder) / "clock")
        story.turn(700)
        periods.follow(story.clock)
        try:
            _institutions(story)
            _roadmap(story)
            _strategies(story)
            _standards(story)
            _commitments(story)
            _practices(story)
            _deliveries(story)
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
    """Add the milestones, move deadlines, and reach what was reached, in the order of days."""
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
    """From the finding on 500 businesses to the measure, the work plan and the indicator."""
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
    """Return an activity of the work plan on labour migration, if the officer sees one."""
    for plan in workplans.plans.plans_visible_to(story.officer).order_by("-year"):
        for planned in workplans.plans.activities_of(plan):
            if planned.row.labour_migration or "labour" in planned.row.title.lower():
                return planned.row.id
    return None


def _strategies(story: Story) -> None:
    officer = story.officer
    story.turn(650)
    old = _adopted(story, "Development strategy", "strategy", "first edition", "gam", CHAPTERS, 640)
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
    returns = _adopted(
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


def _adopted(
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


def _commitments(story: Story) -> None:
    today, office = story.today, story.office_id
    story.turn(42)

    def enter(register: Any, **values: Any) -> Any:
        return record_entry(story.officer, register, values, office=office)

    network = enter(
        registers.MEMBERSHIPS,
        name="Global Policy Network on Recruitment",
        kind="network",
        level="global",
        entity=story.entities["labour"],
        host="IOM",
        joined_on=today - timedelta(days=690),
        meaning="Sharing rules on recruitment, and assessing them against common recommendations.",
    )
    enter(
        registers.MEMBERSHIPS,
        name="Sarajevo Migration Dialogue",
        kind="process",
        level="regional",
        entity=story.entities["gam"],
        host="Governments of the region",
        joined_on=today - timedelta(days=900),
        meaning="A yearly meeting on migration in the Western Balkans.",
        next_meeting_on=today + timedelta(days=75),
    )
    for what, due, done in (
        ("Send the yearly overview of rules on recruitment", -40, -45),
        ("Assess our rules against the Montreal Recommendations", 12, None),
    ):
        enter(
            registers.DUTIES,
            membership=network.id,
            what=what,
            due_on=today + timedelta(days=due),
            done_on=today + timedelta(days=done) if done else None,
            evidence="Letter of the ministry (fictional)" if done else "",
        )
    enter(
        registers.DELEGATIONS,
        event="Global Conference on the Regulation of International Recruitment",
        place="Geneva",
        starts_on=today - timedelta(days=520),
        entity=story.entities["labour"],
        members="Head of the employment department; chief labour inspector",
        mandate="Report on the register of agencies; learn how others licence recruiters.",
        membership=network.id,
        report_due_on=today - timedelta(days=490),
        reported_on=today - timedelta(days=495),
        report="Three countries licence agencies against a deposit (fictional).",
    )
    enter(
        registers.EXCHANGES,
        day=today - timedelta(days=61),
        subject="Deposits of recruitment agencies",
        counterpart="A labour ministry of the network",
        membership=network.id,
        learned="A deposit pays workers back when an agency closes; our by-law takes it up.",
    )
    enter(
        registers.DIALOGUES,
        country="DE",
        day=today - timedelta(days=75),
        subject="Training partnership in care",
        entity=story.entities["labour"],
        commitments="Germany names two schools; Kosovo* names the sectors.",
        state="open",
        next_step="Agree on the curriculum",
        next_on=today + timedelta(days=9),
    )


def _practices(story: Story) -> None:
    story.turn(50)
    for title, topic, publish in (
        ("Labour inspectors in the waiting room of the centre", "recruitment", True),
        ("School mentors for children who return", "return", False),
    ):
        row = mainstreaming.propose_practice(
            story.officer,
            story.office_id,
            title=title,
            topic=topic,
            text="Once a week, without an appointment (fictional).",
            results="More complaints are heard, and earlier (fictional).",
            address="https://example.org/practice",
            **story.owner("labour"),
        )
        if publish:
            mainstreaming.review_practice(
                story.manager,
                row.id,
                conflict="none",
                verdict="recommend",
                text="The records of two centres confirm it.",
            )
            mainstreaming.change_practice_state(story.manager, row.id, "publish")


def _deliveries(story: Story) -> None:
    first = (story.today - timedelta(days=190)).replace(day=1)
    story.turn(180)
    row = sharing.record_arrangement(
        story.officer,
        story.office_id,
        title="Job seekers and vacancies by occupation",
        basis="Agreement on data sharing of last year (fictional)",
        every="month",
        format="xlsx",
        days=15,
        starts_on=first,
        content="Municipality, occupation, sex, age band; no data about persons.",
        **story.owner("labour"),
    )
    story.turn(0)
    sharing.expect_deliveries(row, story.today)
    over = [one for one in row.deliveries.order_by("starts_on") if one.ends_on < story.today]
    for number, one in enumerate(over[:-1]):
        late = timedelta(days=9 if number == 1 else -2)
        day = min(one.due_on + late, story.today)
        sharing.receive_delivery(
            story.authority, one.id, received_on=max(day, one.starts_on), rows=1400 + 7 * number
        )
