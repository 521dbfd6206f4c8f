"""Nothing leaves without a policy and an attack that failed, and the attacker reads everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal

VISITS = "visits 2026-Q1"


def by_sex(counts, codes="fmx"):
    return sdc.Table.of({"sex": list(codes)}, counts)


def test_a_release_needs_a_policy_and_an_attack():
    protected = sdc.protect(by_sex([40, 31, 2]), sdc.PUBLIC)

    with pytest.raises(TypeError):
        sdc.Release("report", VISITS, sdc.PUBLIC)
    with pytest.raises(Refusal) as refusal:
        sdc.Release("report", VISITS, None, None, protected)

    assert refusal.value.code == "release_unproved"


def test_an_unprotected_table_is_not_released():
    protected = sdc.protect(by_sex([40, 31, 2]), sdc.PUBLIC)
    only_primary = np.where(protected.kinds == 1, 1, 0).astype(np.int8)

    with pytest.raises(Refusal) as refusal:
        sdc.release("report", VISITS, replace(protected, kinds=only_primary))

    assert "sex=x could be narrowed to 2 to 2" in refusal.value.in_english()


def test_two_tables_that_are_safe_alone_are_attacked_together():
    places, sexes = list("aabbcc"), list("fmfmfm")
    both = sdc.Table.of({"place": places, "sex": sexes}, [4, 30, 50, 40, 60, 70])
    first = sdc.release("report", VISITS, sdc.protect(both, sdc.PUBLIC))
    given_away = first.protected.kinds.copy()
    given_away[given_away == 2] = 0
    careless = replace(first.protected, kinds=given_away)

    together = sdc.attack([first, ("annex", VISITS, careless)])

    assert not together.holds
    assert {finding.why for finding in together.breaches} == {"narrow"}


def test_protecting_with_the_ledger_hides_the_same_cells_again():
    first = sdc.release("report", VISITS, sdc.protect(by_sex([40, 31, 2]), sdc.PUBLIC))
    wider = sdc.Table.of(
        {"sex": list("ffmmxx"), "age": ["young", "old"] * 3}, [20, 20, 11, 20, 1, 1]
    )

    protected = sdc.protect_next(wider, sdc.PUBLIC, VISITS, [first])
    second = sdc.release("annex", VISITS, protected, [first])

    assert protected.cell(sex="m").hidden
    assert second.attack.holds


def test_two_snapshots_that_differ_by_few_show_those_few():
    before = sdc.protect(by_sex([40, 31, 20]), sdc.PUBLIC)
    after = sdc.protect(by_sex([40, 32, 20]), sdc.PUBLIC)

    found = sdc.attack([("Monday", VISITS, before), ("Tuesday", VISITS, after)])

    assert {(f.codes.get("sex", "total"), f.why, f.low) for f in found.breaches} == {
        ("m", "difference", 1),
        ("total", "difference", 1),
    }


def test_the_only_person_of_a_cell_may_not_compute_another():
    table = by_sex([1, 5, 30, 40], "abcd")
    pair = np.array([1, 1, 0, 0, 0], dtype=np.int8)
    protected = replace(sdc.protect(table, sdc.Policy("test", zeros="hide")), kinds=pair)

    found = sdc.attack([("report", VISITS, protected)])

    insiders = [(f.codes["sex"], f.by) for f in found.breaches if f.why == "insider"]
    assert insiders == [("b", "sex=a")]


def test_noise_and_suppression_are_never_used_for_one_variable():
    fixed = sdc.release("report", VISITS, sdc.protect(by_sex([40, 31, 20]), sdc.PUBLIC))

    with pytest.raises(Refusal) as refusal:
        sdc.live("dashboard", VISITS, sdc.LIVE, [fixed])

    assert refusal.value.code == "two_methods"
    assert sdc.live("dashboard", "calls 2026-Q1", sdc.LIVE, [fixed]).attack.holds


def test_when_too_many_cells_are_small_the_advice_is_to_merge():
    table = sdc.Table.of({"place": list("abcdef")}, [90, 3, 4, 5, 2, 80])

    first = sdc.advice(table, sdc.PUBLIC)[0]

    assert first.action == "merge"
    assert first.share <= 0.15


def test_employers_are_hidden_by_dominance_and_by_p_per_cent():
    table = sdc.Table.of(
        {"sector": ["mining", "trade", "care"]},
        [8, 30, 25],
        values=[1000.0, 900.0, 800.0],
        largest=[700.0, 90.0, 60.0],
        second=[200.0, 80.0, 50.0],
    )

    protected = sdc.protect(table, sdc.EMPLOYERS)

    assert protected.cell(sector="mining").kind == "primary"
    assert "dominance" in protected.cell(sector="mining").why
    proof = protected.attack()
    mining = proof.cells.tolist().index(table.position({"sector": "mining"}))
    assert proof.high[mining] >= (700 + 200) * 100 / 85
