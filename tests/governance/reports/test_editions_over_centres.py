"""An edition over real visits: one is edited afterwards, through the centre's own action."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, NotSeen
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Edition
from waystation.governance.results import actions as results_actions
from waystation.governance.results.queries import store
from waystation.registry.people import actions as people
from waystation.services.centres import actions as centres

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 23, 10, 30, tzinfo=UTC)
TEXT = (
    "[people_served] people in [visits] visits; [counselling_sessions] were counselled, "
    "[median_counselling_minutes] minutes each. [women_among_people_served] are women. "
    "By the field workers: [people_in_field]. Referred onward: [referred_onward]."
)


@pytest.fixture
def september(settings, tmp_path, time_machine):
    """It is the 21st of September, and nothing is counted yet."""
    time_machine.move_to(NOW, tick=False)
    settings.STATE = tmp_path
    store.forget()
    yield
    store.forget()


@pytest.fixture
def twelve(mission, arta, blerim, september):
    """Twelve visits of Artas, each of somebody else, and an edition that counts them."""
    results_actions.load_shipped_indicators(mission.organisation.id)
    visits = []
    for number in range(12):
        person = people.record_person(
            arta, mission.prishtine, given=f"Person{number}", family="Krasniqi",
            sex="female" if number % 2 else "male", birth_year=1980 + number, somebody_else=True,
        )  # fmt: skip
        visits.append(
            centres.record_visit(
                arta,
                mission.prishtine.id,
                person_id=person.id,
                mode="walk_in",
                counselled=True,
                visitor_type="potential_migrant",
                reason=["work_abroad", "return"][number % 2],
                minutes=10 + number,
                next_step="none",
                started_at=datetime(2026, 1 + number % 9, 7, 9, 0, tzinfo=UTC),
            )
        )
    report = actions.draft_report(
        blerim, "Nine months", date(2026, 1, 1), date(2026, 9, 30), audience="internal",
        blocks=[
            ("text", {"text": TEXT}),
            ("chart", {"title": "", "indicator": "visits", "along": "month", "split": ""}),
            ("table", {"title": "", "indicators": ["visits", "people_served"], "by": "reason"}),
        ],
    )  # fmt: skip
    edition = actions.publish_report(blerim, report.id)
    return SimpleNamespace(visits=visits, edition=edition, frozen=bytes(edition.content))


@pytest.fixture
def published(twelve, time_machine):
    """The twelve visits and their edition; two days have gone by."""
    time_machine.move_to(LATER, tick=False)
    return twelve


def changed(edition):
    """The figures that say "changed", each as indicator and cell."""
    figures = {one["n"]: one for one in json.loads(bytes(edition.content))["figures"]}
    verdicts = queries.recompute(edition).verdicts
    states = {one.state for one in verdicts.values()}
    assert states <= {"same", "changed"}
    return {
        (figures[n]["indicator"], *figures[n]["key"])
        for n, one in verdicts.items()
        if one.state == "changed"
    }


def test_exactly_the_figures_that_used_the_changed_value_say_changed(published, arta):
    first = published.visits[0]
    before = changed(published.edition)

    centres.edit_visit(arta, first.id, {"minutes": 10}, {"minutes": 95})

    assert before == set()
    assert changed(published.edition) == {("median_counselling_minutes",)}


def test_a_visit_moved_to_another_reason_changes_both_reasons_and_no_total(published, arta):
    first = published.visits[0]

    centres.edit_visit(arta, first.id, {"reason": "work_abroad"}, {"reason": "return"})

    assert changed(published.edition) == {
        (indicator, reason)
        for indicator in ("visits", "people_served")
        for reason in ("work_abroad", "return")
    }


def test_an_answer_that_no_figure_used_changes_nothing(published, arta):
    first = published.visits[0]

    centres.edit_visit(arta, first.id, {"advice": ""}, {"advice": "Come back with the contract."})

    assert changed(published.edition) == set()


def test_a_changed_figure_says_who_when_and_which_answer(published, arta, blerim, client):
    first = published.visits[0]
    number = next(
        one["n"]
        for one in json.loads(published.frozen)["figures"]
        if one["indicator"] == "median_counselling_minutes"
    )
    centres.edit_visit(arta, first.id, {"minutes": 10}, {"minutes": 95})

    opened = queries.records_behind(blerim, published.edition.id, number)
    client.force_login(blerim)
    page = client.get(reverse("reports:figure", args=[published.edition.id, number]))

    [change] = opened["changes"]
    assert (change["user"], change["at"], change["verb"]) == ("Arta Berisha", LATER, "visit.edit")
    assert (change["subject_id"], change["detail"]["fields"]) == (first.id, ["minutes"])
    assert [row["id"] for row in opened["changed"]["records"]] == [first.id]
    for words in ("Arta Berisha", "minutes", "23"):
        assert words in page.content.decode()


def test_the_published_bytes_and_their_hash_do_not_move(published, arta):
    for visit in published.visits:
        centres.edit_visit(arta, visit.id, {"mode": "walk_in"}, {"mode": "phone"})

    again = Edition.objects.get(id=published.edition.id)

    assert bytes(again.content) == published.frozen
    assert again.digest == hashlib.sha256(published.frozen).hexdigest()
    assert queries.verify_editions() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_edition SET title = 'Another'",
        "UPDATE reports_edition SET digest = previous",
        "UPDATE reports_lineage SET counted_at = 0",
        "DELETE FROM reports_lineage",
        "DELETE FROM reports_edition",
    ],
)
def test_plain_sql_neither_changes_nor_deletes_what_was_published(published, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert bytes(Edition.objects.get(id=published.edition.id).content) == published.frozen


def test_who_may_not_change_the_visit_changes_no_figure(published, blerim, milan):
    first = published.visits[0]

    with pytest.raises(NotAllowed):
        centres.edit_visit(blerim, first.id, {"minutes": 10}, {"minutes": 95})
    with pytest.raises(NotSeen):
        centres.edit_visit(milan, first.id, {"minutes": 10}, {"minutes": 95})
    with pytest.raises(NotSeen):
        queries.edition_visible_to(milan, published.edition.id)

    assert changed(published.edition) == set()
