"""What the database itself refuses about meetings, papers, minutes, decisions and actions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from waystation.foundation.shared.periods import now
from waystation.governance.meetings.models import (
    Action,
    ActionEvent,
    AgendaItem,
    Decision,
    Meeting,
    Minutes,
    Paper,
)

START = datetime(2026, 3, 10, 9, tzinfo=UTC)


def stamp(network):
    return {
        "organisation": network.organisation,
        "office": network.office,
        "created_at": now(),
        "changed_at": now(),
        "created_by": network.sanja,
    }


@pytest.fixture
def rows(network):
    """One of everything, as plain rows."""
    common = stamp(network)
    meeting = Meeting.objects.create(
        **common,
        kind="regular",
        title="First quarter",
        starts_at=START,
        ends_at=START.replace(hour=11),
        quarter="2026-Q1",
    )
    item = AgendaItem.objects.create(
        **common, meeting=meeting, title="Plan", purpose="decision", minutes=20, owner=network.iom
    )
    paper = Paper.objects.create(
        **common,
        meeting=meeting,
        item=item,
        number=1,
        title="Draft plan",
        access_class="network",
        names_nobody=True,
        file_name="plan.pdf",
        media_type="application/pdf",
        size=3,
        digest="0" * 64,
        due_on=date(2026, 3, 3),
        distributed_on=date(2026, 3, 5),
        late=True,
    )
    minutes = Minutes.objects.create(
        **common, meeting=meeting, number=1, state="draft", nodes=[], digest="0" * 64
    )
    decision = Decision.objects.create(
        **common, meeting=meeting, number=1, text="The plan is adopted.", decided_on=START.date()
    )
    action = Action.objects.create(
        **common,
        meeting=meeting,
        decision=decision,
        text="Publish the plan.",
        owner=network.iom,
        due_on=date(2026, 4, 1),
    )
    ActionEvent.objects.create(**common, action=action, after="open")
    return {
        "meeting": meeting,
        "item": item,
        "paper": paper,
        "minutes": minutes,
        "decision": decision,
        "action": action,
    }


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings_meeting SET state = 'convened'",
        "UPDATE meetings_meeting SET kind = 'extended'",
        "UPDATE meetings_meeting SET state = 'cancelled'",
        "UPDATE meetings_meeting SET ends_at = starts_at",
        "UPDATE meetings_agendaitem SET minutes = 0",
        "UPDATE meetings_agendaitem SET state = 'accepted'",
        "UPDATE meetings_agendaitem SET state = 'deferred'",
        "UPDATE meetings_agendaitem SET access_class = 'secret'",
        "UPDATE meetings_paper SET names_nobody = (1 = 0)",
        "UPDATE meetings_paper SET public_set = (1 = 1)",
        "UPDATE meetings_decision SET text = ''",
        "UPDATE meetings_decision SET access_class = 'public'",
        "UPDATE meetings_action SET state = 'done'",
        "UPDATE meetings_action SET state = 'verified', evidence = 'Seen.'",
        "UPDATE meetings_action SET verifier_id = owner_id",
    ],
)
def test_plain_sql_cannot_store_what_the_rules_refuse(rows, statement):
    with pytest.raises(DatabaseError):
        sql(statement)


@pytest.mark.duty("O-20")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings_paper SET late = (1 = 0)",
        "UPDATE meetings_paper SET late = (1 = 0), distributed_on = '2026-03-01'",
        "UPDATE meetings_paper SET distributed_on = NULL, late = (1 = 0)",
    ],
)
def test_a_late_paper_stays_late(rows, statement):
    with pytest.raises(DatabaseError):
        sql(statement)


@pytest.mark.parametrize("table", ["minutes", "actionevent"])
@pytest.mark.parametrize(
    "verb", ["UPDATE meetings_{} SET changed_at = created_at", "DELETE FROM meetings_{}"]
)
def test_what_was_minuted_and_what_happened_stays(rows, table, verb):
    with pytest.raises(DatabaseError, match="append-only"):
        sql(verb.format(table))


@pytest.mark.parametrize("table", ["meeting", "agendaitem", "paper", "decision", "action"])
def test_records_of_a_meeting_are_not_removed(rows, table):
    with pytest.raises(DatabaseError):
        sql(f"DELETE FROM network_{table}")
