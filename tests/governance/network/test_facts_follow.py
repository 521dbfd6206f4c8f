"""Facts that follow the audit trail say what facts read anew say, after every action."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.governance import walk
from tests.governance.advice.test_advice import ANSWER, draft
from waystation.governance.advice import actions as advice
from waystation.governance.advice.facts import ANSWERS_OF_UNKT
from waystation.governance.meetings import actions, facts
from waystation.governance.results.queries import columns, store

pytestmark = pytest.mark.django_db
TABLES = (facts.MEETINGS, facts.DECISIONS, facts.ACTIONS, ANSWERS_OF_UNKT)
LATER = walk.FIRST + timedelta(days=3)
END = LATER + timedelta(hours=1)


@pytest.fixture
def same(network, settings, tmp_path):
    """Say for which tables the followed facts differ from those read anew."""
    settings.STATE = tmp_path
    store.forget()
    key = network.organisation.id

    def compare():
        for table in TABLES:
            followed, anew = store.facts(key, table.key), table.read(key, None)
            names = [one.name for one in table.all_columns if one.name != "record"]
            found = [_plain(followed.column(name)) for name in names]
            fresh = [
                _plain(columns.encode(anew.column(one.name), one))
                for one in table.all_columns
                if one.name != "record"
            ]
            records = columns.records_of(anew.column("record")).tolist()
            assert _sorted(followed.column("record").tolist(), found) == _sorted(records, fresh)

    compare()
    return compare


def _sorted(records, found):
    return sorted(map(str, zip(records, *found, strict=True)))


def _plain(column):
    if hasattr(column, "values"):
        return [column.values[at] if at >= 0 else None for at in column.index]
    return column.tolist()


def test_meetings_decisions_and_actions(network, same):
    do = actions.meetings
    meeting = walk.planned(network)
    same()
    seen = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    do.change_meeting(network.sanja, meeting.id, seen, {"starts_at": LATER, "ends_at": END})
    same()
    walk.item(network, meeting)
    do.convene_meeting(network.carla, meeting.id)
    same()
    do.cancel_meeting(network.carla, meeting.id, why="Too much snow.")
    same()
    meeting = walk.held(network)
    same()
    decision = walk.decided(network, meeting)
    same()
    actions.decisions.add_reservation(
        network.sanja, decision.id, entity=network.unhcr.id, text="Not us."
    )
    action = walk.agreed(network, decision)
    same()
    report = actions.decisions.report_action
    report(network.nora, action.id, state="done", evidence="Sent.")
    same()
    actions.decisions.return_action(network.ivo, action.id, note="Not yet.")
    same()
    report(network.nora, action.id, state="done", evidence="Sent.")
    actions.decisions.verify_action(network.ivo, action.id)
    same()
    other = walk.agreed(network, decision, text="Another.")
    report(network.sanja, other.id, state="dropped", note="Overtaken by events.")
    same()


def test_answers_and_what_follows_them(network, same):
    row = draft(network)
    do = advice
    do.endorse(network.carla, row.id)
    do.endorse(network.ivo, row.id)
    do.submit(network.sanja, row.id, how="By e-mail")
    do.take_up(network.uma, row.id)
    do.record_answer(network.uma, row.id, **ANSWER)
    same()

    do.follow_up(
        network.sanja, row.id, text="Ask again.", owner=network.unicef.id, due_on=date(2026, 3, 1)
    )

    same()
    assert len(store.facts(network.organisation.id, facts.ACTIONS.key)) == 1
