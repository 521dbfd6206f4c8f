"""Fictional cooperation: memberships, delegations, practices, and data delivered by partners."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from waystation.foundation.records.actions import record_entry
from waystation.governance.policies.actions import mainstreaming, sharing
from waystation.governance.policies.queries import registers

if TYPE_CHECKING:
    from .demonstration_policies import Story


def commitments(story: Story) -> None:
    """Join networks and processes, travel, and hold dialogues."""
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


def practices(story: Story) -> None:
    """Propose two practices and publish one."""
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


def deliveries(story: Story) -> None:
    """Agree on monthly data deliveries, and receive them, one of them late."""
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
