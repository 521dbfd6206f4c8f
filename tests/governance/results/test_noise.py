"""Who filters freely without opening the records gets noise, and can recover nobody with it."""

from __future__ import annotations

import itertools
import random
from datetime import date

import numpy as np
import pytest

from waystation.analysis import sdc
from waystation.foundation.access import actions as access
from waystation.foundation.shared.periods import parse
from waystation.governance.reports import actions as reports
from waystation.governance.reports import queries as published
from waystation.governance.results import queries
from waystation.governance.results.queries import protecting
from waystation.governance.results.queries.figures import counted_for
from waystation.governance.results.queries.indicators import current

YEAR = parse("2026")
SECRET = b"a secret of thirty-two bytes long"
SERVED = "people_served"
SEXES = ["female", "male", "other"]
AGES = ["0-17", "18-29", "30-59"]
REASONS = ["work", "papers", "health"]
FILTERS = {"sex": SEXES, "age_band": AGES, "reason": REASONS}


def some(visits, count, **more):
    return [visits.record(person=f"{more}{i}", **more) for i in range(count)]


@pytest.fixture
def town(visits, mission, indicators, monkeypatch):
    """Three hundred people of two offices, many of them alone in their cell."""
    monkeypatch.setattr(protecting, "secret_of", lambda organisation: SECRET)
    drawn = random.Random(5)
    lines = []
    for i in range(300):
        line = {
            "sex": drawn.choices(SEXES, [60, 38, 2])[0],
            "age_band": drawn.choices(AGES, [5, 45, 50])[0],
            "reason": drawn.choices(REASONS, [70, 25, 5])[0],
            "office": drawn.choices([mission.prishtine, mission.peje], [70, 30])[0],
        }
        lines.append(line)
        visits.record(day=date(2026, 3, 5), person=f"p{i}", **line)
    return lines


def questions(mission):
    """Every combination of filters that a reader can set, each also left open."""
    both = [mission.prishtine, mission.peje]
    for chosen in itertools.product(*([None, *values] for values in FILTERS.values())):
        for offices in ([both[0]], [both[1]], both):
            where = {name: one for name, one in zip(FILTERS, chosen, strict=True) if one}
            yield where, offices


def asked_everything(user, mission, town, audience):
    """Return the questions as flags over the finest cells, the true counts, and the answers."""
    finest = list(itertools.product(SEXES, AGES, REASONS, [mission.prishtine, mission.peje]))
    counts = [
        sum((one["sex"], one["age_band"], one["reason"], one["office"]) == cell for one in town)
        for cell in finest
    ]
    flags, answers = [], []
    for where, offices in questions(mission):
        flags.append(
            [
                cell[3] in offices
                and all(cell[list(FILTERS).index(name)] == value for name, value in where.items())
                for cell in finest
            ]
        )
        table = queries.figures(
            user, [SERVED], YEAR, where=where, offices=[o.id for o in offices], audience=audience
        )[SERVED]
        answers.append(table.total.value)
    return np.array(flags), np.array(counts), np.array(answers, dtype=float)


def recovered(flags, counts, answers, keyed, threshold, known=None):
    """Return how many counts under the threshold all answers together give away exactly."""
    low, high = sdc.attack_filters(flags, counts, answers, keyed, known)
    true = flags @ counts
    small = (true > 0) & (true < threshold)
    assert ((low <= true + 1e-6) & (high >= true - 1e-6)).all()
    return int((small & (high - low < 1 - 1e-6)).sum()), int(small.sum())


@pytest.mark.sqlite_only  # the noise is arithmetic on what was counted, the same on each database
@pytest.mark.parametrize("audience", ["partners", "public"])
def test_asking_for_every_combination_of_filters_recovers_nobody(town, mission, ana, audience):
    policy = sdc.policy_for(audience, "visits", method="cell_key")

    flags, counts, answers = asked_everything(ana, mission, town, audience)

    keyed = sdc.CellKey.under(policy, SECRET)
    found, small = recovered(flags, counts, answers, keyed, policy.threshold)
    assert (len(answers), found) == (4 * 4 * 4 * 3, 0)
    assert small > 40
    assert not ((answers > 0) & (answers < policy.threshold)).any()


@pytest.mark.sqlite_only
def test_hiding_small_answers_one_by_one_would_have_given_them_away(town, mission):
    """The same attack on the method that live filters had before: it works, so it can judge."""
    boss = mission.hire("Besa Boss", mission.prishtine, "programme_manager")
    access.give_role(None, boss, mission.peje, "programme_manager", date(2020, 1, 1))

    flags, counts, answers = asked_everything(boss, mission, town, "internal")

    assert (answers == flags @ counts).all()
    hidden = np.where((answers > 0) & (answers < 5), np.nan, answers)
    found, small = recovered(flags, counts, hidden, None, 5)
    assert found > small / 2


@pytest.mark.sqlite_only
def test_a_report_beside_the_filters_still_gives_nobody_away(town, mission, ana):
    """Who reads both: the exact sums of a report for partners, and every noisy answer."""
    policy = sdc.policy_for("partners", "visits", method="cell_key")
    known = current(mission.organisation.id)[SERVED]
    offices = [mission.prishtine.id, mission.peje.id]

    report = counted_for(mission.organisation.id, known, YEAR, offices, by=["sex", "reason"])
    flags, counts, answers = asked_everything(ana, mission, town, "partners")

    given = {cell.key: cell.value for cell in report.cells} | {(): report.total.value}
    exact = np.full(len(answers), np.nan)
    for place, (where, asked) in enumerate(questions(mission)):
        if len(asked) == 2 and set(where) in ({"sex", "reason"}, set()):
            exact[place] = given.get(tuple(where.values()), np.nan) or np.nan
    keyed = sdc.CellKey.under(policy, SECRET)
    found, _ = recovered(flags, counts, answers, keyed, 5, exact)
    assert np.isfinite(exact).sum() >= 3  # which cells are hidden is drawn anew with every key
    assert found == 0


def test_the_same_people_give_the_same_answer_by_whatever_way(visits, indicators, mission, ana):
    some(visits, 23, sex="female", reason="work")
    some(visits, 9, sex="male", reason="papers")

    by_sex = queries.figures(ana, ["people_served"], YEAR, by=["sex"])["people_served"]
    chosen = queries.figures(ana, ["people_served"], YEAR, where={"reason": "work"})
    monthly = queries.figures(ana, ["visits"], YEAR, where={"sex": "male"}, monthly=True)["visits"]

    assert by_sex.cell("female").value == chosen["people_served"].total.value
    assert [cell.value for cell in monthly.cells if cell.value] == [monthly.total.value]


def test_who_may_not_open_the_records_sees_them_with_noise(visits, indicators, arta, ana):
    some(visits, 3)

    own = queries.figures(arta, ["visits"], YEAR)["visits"]
    other = queries.figures(ana, ["visits"], YEAR)["visits"]

    assert (own.audience, own.method, own.total.value) == ("internal", "exact", 3)
    assert (other.audience, other.method) == ("partners", "noise")
    assert other.total.value not in {1, 2, 3, 4}


def test_shares_sums_and_medians_of_few_give_nobody_away(visits, indicators, ana):
    some(visits, 40, sex="male", minutes=30.0)
    some(visits, 2, sex="female", minutes=90.0)

    share = queries.figures(ana, ["women_share"], YEAR)["women_share"].total
    minutes = queries.figures(ana, ["minutes"], YEAR, by=["sex"])["minutes"]

    assert share.numerator not in {1, 2, 3, 4}
    assert share.denominator - share.numerator >= 0
    assert abs(minutes.cell("male").value - 30) < 1
    assert minutes.cell("female").value != 90


def test_a_middle_of_no_records_is_unknown_and_not_zero(visits, indicators, ana, blerim):
    some(visits, 40, minutes=30.0)

    for reader in (ana, blerim):
        found = queries.figures(reader, ["minutes", "visits"], parse("2025"), by=["sex"])

        assert (found["minutes"].total.state, found["minutes"].total.value) == ("none", None)
        assert found["minutes"].cell("male").value is None
        assert found["visits"].total.value == 0


def test_a_draft_of_somebody_who_may_not_open_the_records_has_noise(
    visits, indicators, mission, ana, blerim
):
    some(visits, 3)
    blocks = [("text", {"text": "[visits] and [visits sex=female]"})]
    report = reports.draft_report(
        ana, "Free questions", date(2026, 1, 1), date(2026, 12, 31), audience="internal",
        offices=[mission.prishtine.id], blocks=blocks,
    )  # fmt: skip

    mine = published.preview(report, reader=ana).figures
    theirs = published.preview(report, reader=blerim).figures

    assert mine[0].figure.value not in {1, 2, 3, 4}
    assert theirs[0].figure.value == 3
