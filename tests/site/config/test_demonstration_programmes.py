"""The demonstration has the projects that the mission's texts name, with what they say of them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from waystation.analysis.iati import check, rulesets_with, sets_of
from waystation.analysis.iati.writing import write
from waystation.foundation.shared.periods import now, today_in
from waystation.governance.programmes import queries
from waystation.governance.programmes.models import Framework, Goal, Programme
from waystation.site.config import demonstration_programmes

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(mission, blerim):
    secretary = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    return demonstration_programmes.tell(
        mission.organisation.id, mission.prishtine.id, blerim, secretary, today_in()
    )


def test_the_regional_project_matches_its_web_page(story, arta):
    one = queries.programmes.programmes_visible_to(arta).get(code="WB.2008")
    totals = queries.money.totals_of(one)

    assert (one.starts_on, one.ends_on, one.state) == (
        date(2008, 2, 1),
        date(2010, 1, 31),
        "completed",
    )
    assert totals.budget.total.by_currency == {"EUR": Decimal(1400000)}
    assert len(queries.programmes.donors_of(one)) == 5
    outcomes = [
        row["result"].theme
        for row in queries.programmes.chain_of(one)
        if row["result"].level == "outcome"
    ]
    assert outcomes == ["irregular", "labour_migration", "knowledge", "dialogue"]
    (reach,) = queries.money.reach_of(one)
    assert (reach.people, reach.qualifier) == (15000, "up_to")


def test_the_programme_of_three_levels_is_counted_once(story, arta):
    top = queries.programmes.programmes_visible_to(arta).get(code="CS")

    budget = queries.money.totals_of(top).budget

    assert (budget.total.euros, budget.within.euros) == (Decimal(400000), Decimal(150000))


def test_mixed_currencies_have_their_euros_beside_them(story, arta):
    one = queries.programmes.programmes_visible_to(arta).get(code="MSC.1")

    total = queries.money.totals_of(one).budget.total

    assert total.by_currency == {"EUR": Decimal(210000), "USD": Decimal(54000)}
    assert total.euros == Decimal(210000) + Decimal(50000)


def test_successors_stand_beside_the_editions_they_follow(story):
    old = Framework.objects.get(key="unsdcf-2021-2025")

    assert old.successors.count() == 1
    assert Goal.objects.get(framework=old, code="PA4").successor.lead.acronym == "IOM"


def test_the_coverage_shows_blanks(story, arta, milan):
    old = Framework.objects.get(key="unsdcf-2021-2025")

    matrix = queries.coverage.coverage_of(arta, old)

    assert [one.code for one in matrix.blank_work] == ["LM.3", "MSC.1", "WB.2008"]
    assert [one.code for one in matrix.blank_goals] == ["PA4", "PA5"]
    assert queries.coverage.coverage_of(milan, old).rows == []


def test_what_is_exported_has_nothing_critical_or_wrong(story, arta):
    body = io.BytesIO()
    number = write(body, queries.iati.activities_of(arta), now())

    report = check(io.BytesIO(body.getvalue()), rulesets_with(None), sets_of(now()))

    assert number == Programme.objects.exclude(level="activity").count()
    assert report.findings == []


def test_there_are_as_many_as_it_says(story):
    assert story == Programme.objects.count()
