"""Whoever reads everything an office published, by whatever names, finds no small number."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest

from tests.governance.reports import attacker, generated
from waystation.foundation.access import actions as access
from waystation.foundation.shared.errors import Refusal
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Edition

THRESHOLD = 5  # partners
SEEDS = range(int(os.environ.get("ATTACKED_OFFICES", "3")))  # benchmarks attack ten
QUARTERS = ("01-01/03-31", "02-01/04-30", "01-01/04-30")


@pytest.fixture
def boss(mission):
    """Manages both offices, so that reports may be about one, the other or both."""
    one = mission.hire("Besa Boss", mission.prishtine, "programme_manager")
    access.give_role(None, one, mission.peje, "programme_manager", date(2020, 1, 1))
    return one


def days(year, text):
    return tuple(date.fromisoformat(f"{year}-{one}") for one in text.split("/"))


def publish(user, offices, period, blocks):
    """Publish a report for partners, leaving out every block that is refused; return refusals."""
    refused, fine = [], []
    for block in blocks:
        report = actions.draft_report(
            user, f"Report {period}", *days(generated.YEAR, period), audience="partners",
            offices=offices, blocks=[*fine, block],
        )  # fmt: skip
        bad = [one for one in queries.preview(report).blocks if one["kind"] == "refused"]
        if bad:
            refused.append(bad[0]["refusal"].code)
        else:
            fine.append(block)
    report = actions.draft_report(
        user, f"Report {period}", *days(generated.YEAR, period), audience="partners",
        offices=offices, blocks=fine,
    )  # fmt: skip
    try:
        actions.publish_report(user, report.id)
    except Refusal as refusal:
        refused.append(refusal.code)
    return refused


def text(*figures):
    return ("text", {"text": " ".join(f"[{one}]" for one in figures)})


def table(indicator, by):
    return ("table", {"title": "", "indicators": [indicator], "by": by})


def attacked(world, lines, columns, own=None):
    """Return what the attacker recovers of the small groups by these columns."""
    known = attacker.read_editions(
        world, [bytes(one) for one in Edition.objects.values_list("content", flat=True)], own
    )
    targets = generated.small_groups(world, lines, THRESHOLD - 1, columns)
    if own is not None:  # of oneself one learns nothing
        mine = world.cell(own)
        targets = [one for one in targets if one.true > 1 or not (one.mask & mine).any()]
    assert targets, "there is nothing to protect"
    return attacker.recovered(known["visits"], targets), known, targets


def month(number):
    return f"{number:02}-01/{number:02}-{28 if number == 2 else 30 + (number in {1, 3})}"


MONTHS = [date(generated.YEAR, m, 1) for m in range(1, 6)]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_group_under_several_names_is_one_number(seed, mission, visits, indicators, boss):
    """A sentence about the code of a table, an indicator with that filter, a share of it."""
    lines = generated.visits_of(seed, [mission.prishtine.id])
    visits.many(lines)
    world = generated.world_of([mission.prishtine.id], MONTHS)
    for number in range(1, 5):
        publish(
            boss, [mission.prishtine.id], month(number),
            [table("visits", "reason"), text("visits reason=work", "visits_work"),
             text("visits reason=rights"), text("visits sex=female"), table("visits", "sex")],
        )  # fmt: skip

    columns = [("time", "reason"), ("time", "sex")]
    found, known, _ = attacked(world, lines, columns)
    insider = generated.somebody_rare(world, lines)
    by_insider, _, _ = attacked(world, lines, columns, own=insider)

    assert len(known["visits"].masks) > 20
    assert found == []
    assert by_insider == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_share_gives_away_no_code_of_the_table_beside_it(seed, mission, visits, indicators, boss):
    lines = generated.visits_of(seed, [mission.prishtine.id], most=40)
    visits.many(lines)
    world = generated.world_of([mission.prishtine.id], MONTHS)
    for number in range(1, 5):
        publish(
            boss, [mission.prishtine.id], month(number),
            [table("people_served", "sex"), text("women_share"), text("people_served sex=male")],
        )  # fmt: skip
    contents = [bytes(one) for one in Edition.objects.values_list("content", flat=True)]

    found = []
    for name, known in attacker.read_editions(world, contents).items():
        if name == "visits":
            continue
        period = name.split()[1]
        people = {
            one["person"]: one for one in lines if one["date"] in attacker.parse(period)
        }.values()
        counts = {sex: sum((p["sex"] or "") == sex for p in people) for sex in generated.SEXES}
        inside = world.inside(period, [str(mission.prishtine.id)])
        found += attacker.recovered(
            known,
            [
                attacker.Target(f"{name} {sex}", inside & world.cell({"sex": sex}), n)
                for sex, n in counts.items()
                if 0 < n < THRESHOLD
            ],
        )

    assert Edition.objects.count() == 4
    assert found == []


@pytest.mark.parametrize("seed", SEEDS)
def test_overlapping_periods_and_nested_offices_are_equations_too(
    seed, mission, visits, indicators, boss
):
    offices = [mission.prishtine.id, mission.peje.id]
    lines = generated.visits_of(seed, offices)
    visits.many(lines)
    world = generated.world_of(offices, MONTHS)
    for period in QUARTERS:
        for places in ([offices[0]], [offices[1]], offices):
            publish(boss, places, period, [text("visits"), table("visits", "sex"),
                                           table("visits", "reason")])  # fmt: skip

    columns = [("time",), ("time", "office"), ("office", "sex"), ("time", "sex"),
               ("office", "reason"), ("time", "reason")]  # fmt: skip
    found, known, _ = attacked(world, lines, columns)

    assert len(known["visits"].masks) > 20
    assert found == []


def test_january_is_not_what_three_overlapping_periods_leave(mission, visits, indicators, boss):
    """January to March 40, February to April 52, January to April 55: January would be 3."""
    for number, many in ((1, 3), (2, 20), (3, 17), (4, 15)):
        for i in range(many):
            visits.record(day=date(2026, number, 5), person=f"{number}-{i}", sex="female")
    lines = [{"date": date(2026, 1, 5), "office": str(mission.prishtine.id), "sex": "female",
              "age_band": "", "reason": ""}] * 3  # fmt: skip
    world = generated.world_of([mission.prishtine.id], MONTHS)

    for period in QUARTERS:
        publish(boss, [mission.prishtine.id], period, [text("visits")])

    found, known, _ = attacked(world, lines, [("time",)])
    assert len(known["visits"].masks) == 3
    assert found == []


def test_an_edition_does_not_say_how_many_of_its_hidden_numbers_are_small(
    mission, visits, indicators, boss
):
    """Of 7 hidden in two groups 3 and 4 are both small; of 2 and 5 one only covers the other."""
    for number, (men, others) in ((1, (3, 4)), (2, (2, 5))):
        for sex, many in (("female", 20), ("male", men), ("other", others)):
            for i in range(many):
                visits.record(day=date(2026, number, 5), person=f"{number}{sex}{i}", sex=sex)

    for number in (1, 2):
        publish(boss, [mission.prishtine.id], month(number), [table("visits", "sex")])

    first, second = (json.loads(bytes(one.content)) for one in Edition.objects.order_by("link"))
    assert [one["state"] for one in first["figures"]].count("hidden") == 2
    assert [one["state"] for one in second["figures"]].count("hidden") == 2
    assert first["protection"] == second["protection"]
