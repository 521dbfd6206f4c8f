"""Whoever keeps the editions of before learns nothing about who was entered, or corrected, since.

A number that was published and the same number counted today differ by the records written in
between. The attacker looks for today's number under any other name: another indicator, another
period, other offices, the sum of codes.
"""

from __future__ import annotations

import json
import os
from datetime import date

import pytest

from tests.governance.reports import attacker, generated
from tests.governance.reports.test_attack_on_publications import (
    MONTHS,
    THRESHOLD,
    boss,
    month,
    publish,
    table,
    text,
)
from waystation.governance.reports.models import Edition

__all__ = ["boss"]
SEEDS = range(int(os.environ.get("ATTACKED_OFFICES", "2")))
JANUARY = "01-01/01-31"
LATER = ("01-01/02-28", "02-01/02-28")


def contents():
    return [
        bytes(one) for one in Edition.objects.order_by("link").values_list("content", flat=True)
    ]


def still_true(before, now):
    """Return the old editions with those of their figures that nothing has changed since.

    The attacker guesses rightly which these are: taken for true, they contradict nothing.
    """
    kept = []
    for content in map(json.loads, before):
        figures = [one for one in content["figures"] if now(content, one) == one["value"]]
        kept.append(json.dumps(content | {"figures": figures}).encode())
    return kept


def learned_since(world, lines, before, after):
    """Return what the later editions say of numbers that differ by few from an older edition."""

    def mask_of(content, figure):
        definition = content["definitions"][f"{figure['indicator']} {figure['version']}"]
        codes = dict(zip(figure["dimensions"], figure["key"], strict=False)) | figure["where"]
        offices = [one["id"] for one in content["offices"]]
        inside = world.inside(figure["period"], offices) & world.passes(definition.get("where"))
        return inside & world.cell(codes)

    counts = generated.counts_of(world, lines)

    def now(content, figure):
        return float(counts[mask_of(content, figure)].sum())

    known = attacker.read_editions(world, [*after, *still_true(before, now)])["visits"]
    targets = []
    for content in map(json.loads, before):
        for one in content["figures"]:
            changed = now(content, one) - (one["value"] or 0.0)
            if one["state"] == "shown" and 0 < abs(changed) < THRESHOLD:
                name = f"{one['indicator']} {one['key']} changed by {changed:+g}"
                targets.append(attacker.Target(name, mask_of(content, one), now(content, one)))
    assert targets, "nothing has changed"
    return attacker.recovered(known, targets)


def visit_of(**more):
    return {"person": "late", "sex": "female", "age_band": "18-29", "reason": "work",
            "minutes": 30.0} | more  # fmt: skip


def busy(visits, mission, office=None):
    """Forty visits of each month, none of them alone; return them as facts."""
    lines = []
    for number in (1, 2):
        for i in range(40):
            more = visit_of(
                person=f"{office}{number}-{i}",
                sex="female" if i % 2 else "male",
                reason="work" if i % 4 < 2 else "papers",
            )
            day = date(generated.YEAR, number, 1 + i % 28)
            key = visits.record(office=office, day=day, **more)
            lines.append(
                more | {"record": key, "date": day, "office": str((office or mission.prishtine).id)}
            )
    return lines


def comes_late(visits, lines, mission):
    """A woman's visit of January is entered after the first edition."""
    day = date(generated.YEAR, 1, 30)
    visits.record(day=day, **visit_of())
    lines.append(visit_of() | {"date": day, "office": str(mission.prishtine.id)})


FIRST = [text("visits"), table("visits", "sex"), table("visits", "reason")]
AGAIN = {
    "another indicator": ([JANUARY], [text("visits_work")]),
    "two longer periods": (LATER, [text("visits"), table("visits", "sex")]),
    "one code of a longer period": (LATER, [text("visits sex=female")]),
    "the codes of a breakdown": ([JANUARY], [table("visits", "age_band")]),
}


@pytest.mark.parametrize("way", AGAIN)
def test_a_number_of_before_is_not_counted_again_under_another_name(
    way, mission, visits, indicators, boss
):
    lines = busy(visits, mission)
    publish(boss, [mission.prishtine.id], JANUARY, FIRST)
    before = contents()
    comes_late(visits, lines, mission)
    periods, blocks = AGAIN[way]

    for period in periods:
        publish(boss, [mission.prishtine.id], period, blocks)

    world = generated.world_of([mission.prishtine.id], MONTHS)
    after = contents()[len(before) :]
    assert learned_since(world, lines, before, after) == []


def test_a_number_of_one_office_is_not_counted_again_as_a_difference_of_two(
    mission, visits, indicators, boss
):
    lines = busy(visits, mission) + busy(visits, mission, mission.peje)
    publish(boss, [mission.prishtine.id], JANUARY, FIRST)
    before = contents()
    comes_late(visits, lines, mission)
    offices = [mission.prishtine.id, mission.peje.id]

    for places in (offices, offices[1:]):
        publish(boss, places, JANUARY, FIRST)

    world = generated.world_of(offices, MONTHS)
    after = contents()[len(before) :]
    assert learned_since(world, lines, before, after) == []


def test_a_visit_that_was_corrected_is_not_found_by_what_it_was_and_is(
    mission, visits, indicators, boss
):
    lines = busy(visits, mission)
    publish(boss, [mission.prishtine.id], JANUARY, FIRST)
    before = contents()
    wrong = next(one for one in lines if one["sex"] == "female")
    visits.change(wrong["record"], sex="male")
    wrong["sex"] = "male"

    for period in LATER:
        publish(boss, [mission.prishtine.id], period, [text("visits sex=male"), *FIRST])

    world = generated.world_of([mission.prishtine.id], MONTHS)
    after = contents()[len(before) :]
    assert len(after) == 2
    assert learned_since(world, lines, before, after) == []


def test_what_nothing_was_added_to_is_published_again_as_it_is(mission, visits, indicators, boss):
    lines = busy(visits, mission)
    publish(boss, [mission.prishtine.id], JANUARY, FIRST)
    comes_late(visits, lines, mission)

    refused = publish(boss, [mission.prishtine.id], "02-01/02-28", FIRST)

    content = json.loads(contents()[-1])
    assert refused == []
    assert {one["state"] for one in content["figures"]} == {"shown"}


@pytest.mark.parametrize("seed", SEEDS)
def test_of_made_up_offices_nobody_who_came_late_is_found(seed, mission, visits, indicators, boss):
    """Three editions, then late entries and corrections in every month, then the same once more."""
    office = [mission.prishtine.id]
    lines = generated.visits_of(seed, office)
    late = generated.visits_of(seed + 100, office, most=22)[::7]
    visits.many(lines)
    blocks = [text("visits"), table("visits", "sex"), table("visits", "reason")]
    for number in (1, 2, 3):
        publish(boss, office, month(number), blocks)
    before = contents()
    for line in late:
        more = {name: line[name] for name in ("person", "sex", "age_band", "reason", "minutes")}
        visits.record(day=line["date"], **more)

    for period in ("01-01/02-28", "01-01/03-31", "02-01/03-31", month(2), month(3), month(1)):
        publish(boss, office, period, [*blocks, text("visits_work", "visits sex=female")])

    world = generated.world_of(office, MONTHS)
    after = contents()[len(before) :]
    assert after
    assert learned_since(world, lines + late, before, after) == []
