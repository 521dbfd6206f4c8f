"""The arithmetic of issue B through the product: counts, a rule for people reached, a freeze.

Three visits by two persons, one anonymous visit, one session with twelve attendees (nine women,
one of them among the two): visits 4, identified persons 2, sessions 1, attendees 12 (9 F).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from waystation.foundation.shared.periods import parse
from waystation.governance.reports import actions as reports
from waystation.governance.reports import queries as editions
from waystation.governance.results import actions as results
from waystation.governance.results import queries as figures
from waystation.governance.results.queries import store
from waystation.registry.people import actions as people
from waystation.services.centres import actions, queries

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
SEPTEMBER = parse("2026-09")
KEYS = (
    "visits",
    "known_people_served",
    "group_sessions",
    "group_attendees",
    "people_served",
)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def september(mission, arta):
    results.load_shipped_indicators(mission.organisation.id)
    besim, elif_ = (
        people.record_person(arta, mission.prishtine, given=given, family=family, sex=sex)
        for given, family, sex in (("Besim", "Krasniqi", "male"), ("Elif", "Kryeziu", "female"))
    )
    answers = {"mode": "walk_in", "visitor_type": "potential_migrant", "reason": "work_abroad"}
    for person_id in (besim.id, besim.id, elif_.id, None):
        actions.record_visit(
            arta, mission.prishtine.id, person_id=person_id, started_at=NOW, **answers
        )
    actions.record_session(
        arta,
        mission.prishtine.id,
        title="Work in Germany",
        day=NOW.date(),
        minutes=90,
        person_ids=[elif_.id],
        counts={"female": {"18-24": 5, "25-34": 3}, "male": {"25-34": 3}},
    )
    return answers


def counted(user, where=None):
    keys = [*KEYS, "women_among_attendees"]
    return {key: one.total.value for key, one in figures.figures(user, keys, SEPTEMBER).items()}


def test_four_counts_and_the_women_are_the_same_after_a_rerun(mission, arta, blerim, september):
    first = queries.counts_of(arta, SEPTEMBER).four
    facts = counted(blerim)

    for source in ("centres.visits", "centres.sessions", "centres.attendance"):
        store.rebuild(mission.organisation.id, source)

    assert first == queries.FourCounts(4, 2, 1, 12, 9)
    assert queries.counts_of(arta, SEPTEMBER).four == first
    assert counted(blerim) == facts
    assert (facts["visits"], facts["known_people_served"]) == (4, 2)
    assert (facts["group_sessions"], facts["group_attendees"]) == (1, 12)
    assert facts["women_among_attendees"] == pytest.approx(9 / 12)


def test_people_reached_follow_a_rule_that_the_page_states(client, arta, september):
    client.force_login(arta)

    page = client.get("/centres/today/").content.decode()
    reached = queries.counts_of(arta, SEPTEMBER).reached

    # 2 identified + 1 anonymous visit + 12 attendees − 1 who is among the identified
    assert (reached.identified, reached.anonymous, reached.attendees, reached.both) == (2, 1, 12, 1)
    assert reached.together == 2 + 1 + 12 - 1
    assert "who attended a session by name and also visited is counted once" in " ".join(
        page.split()
    )


def test_a_late_entry_after_the_freeze_shows_as_an_adjustment(
    mission, arta, blerim, september, time_machine
):
    analyst = mission.hire("Ana Lytic", mission.prishtine, "analyst")
    report = reports.draft_report(
        analyst,
        "September",
        date(2026, 9, 1),
        date(2026, 9, 30),
        audience="internal",
        offices=[mission.prishtine.id],
        blocks=[("table", {"title": "Counts", "by": "", "indicators": ["visits"]})],
    )
    edition = reports.publish_report(blerim, report.id)
    time_machine.move_to(NOW + timedelta(days=20), tick=False)

    actions.record_visit(
        arta, mission.prishtine.id, started_at=NOW + timedelta(hours=2), **september
    )

    read = editions.edition_visible_to(blerim, edition.id)
    (frozen,) = [one for one in read.content["figures"] if one["indicator"] == "visits"]
    verdict = editions.records_behind(blerim, edition.id, frozen["n"])["verdict"]
    assert frozen["value"] == 4
    assert (verdict.state, verdict.value, len(verdict.joined)) == ("changed", 5, 1)
    assert queries.counts_of(arta, SEPTEMBER).four.visits == 5
