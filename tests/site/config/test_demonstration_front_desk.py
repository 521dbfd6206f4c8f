"""The front desk of the demonstration: real fact sheets with sources, and life in every list."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from waystation.foundation.shared.periods import today_in
from waystation.registry.appointments import queries as appointments
from waystation.registry.factsheets import queries as sheets
from waystation.registry.factsheets import rules
from waystation.registry.feedback import queries as feedback
from waystation.registry.people import actions as people
from waystation.registry.reference import queries as reference
from waystation.services.centres import actions as centres
from waystation.services.centres import queries
from waystation.services.centres.models import Plan
from waystation.site.config import demonstration_centres
from waystation.site.config import demonstration_front_desk as desk
from waystation.site.config.demonstration import HAND_OVER

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SHIPPED = json.loads(desk.SHIPPED.read_text(encoding="utf-8"))


def test_every_topic_has_a_sheet_in_three_languages_with_a_dated_source(db):
    editions = [(one["topic"], edition) for one in SHIPPED for edition in one["editions"]]

    assert {topic for topic, _edition in editions} == {code for code, _ in topics()}
    for topic, edition in editions:
        assert set(rules.EXPECTED) <= set(edition["texts"]) <= set(rules.LANGUAGES), topic
        assert edition["source"], topic
        assert edition["source_on"], topic
        assert all(len(body) > 200 for _title, body in edition["texts"].values()), topic


def topics():
    return reference.choices("topic")


def test_serbian_is_written_in_cyrillic_and_albanian_is_not_english():
    for one in SHIPPED:
        for edition in one["editions"]:
            _title, serbian = edition["texts"]["sr"]
            letters = [letter for letter in serbian if letter.isalpha()]
            cyrillic = [letter for letter in letters if "Ѐ" <= letter <= "ӿ"]
            assert len(cyrillic) > 0.9 * len(letters), one["topic"]
            assert edition["texts"]["sq"][1] != edition["texts"]["en"][1]


@pytest.fixture
def told(mission, arta, blerim, time_machine, db):
    """Tell the front desk of one office with a dozen people."""
    time_machine.move_to(NOW)
    chance, today = random.Random(1), today_in()
    orhan = mission.hire("Orhan Kryeziu", mission.prishtine, "outreach_officer")
    known = [
        people.record_person(
            arta, mission.prishtine, given=f"Person{n}", family="Shembulli", somebody_else=True
        ).id
        for n in range(12)
    ]
    editions = desk.publish_sheets(orhan, blerim, mission.prishtine.id, today)
    for number, person in enumerate(known):
        centres.record_visit(
            arta,
            mission.prishtine.id,
            person_id=person,
            mode="walk_in",
            visitor_type="potential_migrant",
            reason="work_abroad",
            topics=["schengen"],
            editions=desk.cite_editions(
                editions, ["schengen"], (NOW - timedelta(days=8 + number)).date()
            ),
            next_step="call_back" if number % 2 else "none",
            started_at=NOW - timedelta(days=8 + number),
        )
    desk.agree_to_be_called(chance, arta, known)
    desk.call_back(chance, arta, today)
    desk.plan(chance, arta, known, today)
    desk.make_appointments(chance, arta, mission.prishtine, known, today)
    desk.take_feedback(chance, arta, blerim, mission.prishtine, today)
    desk.publish_new_rules(orhan, blerim, today)
    return known


def test_no_list_of_the_front_desk_is_empty(arta, blerim, told):
    today = today_in()
    calls = queries.call_backs_visible_to(arta)

    assert queries.call_backs_due(arta, today).filter(reason="edition").exists()
    assert {one.state for one in calls} >= {"open", "reached"}
    assert calls.filter(reason="edition", may_contact=True).exists()
    assert calls.filter(reason="edition", may_contact=False).exists()
    assert appointments.expected_today(arta)
    assert {one.state for one in appointments.bookings_visible_to(arta)} >= {"booked", "arrived"}
    assert Plan.objects.exclude(outcome="").exists()
    assert Plan.objects.filter(outcome="").exists()
    assert {one.state for one in feedback.entries_visible_to(blerim)} == {"received", "answered"}


def test_the_sheet_that_changed_is_the_one_that_is_shown(told):
    shown = {one.topic: one for one in sheets.public_sheets()}

    assert len(shown) == len(SHIPPED)
    assert shown["schengen"].edition.number == 2
    assert "Entry/Exit System" in shown["schengen"].body


def test_a_centre_that_is_handed_over_shows_equipment_that_was(arta, mission, db):
    assert HAND_OVER["prishtine"] == "handed_over"

    demonstration_centres._record_equipment(arta, today_in())

    (found,) = queries.hand_over_of([mission.prishtine.id]).values()
    assert 0 < found.handed_over < found.equipment
