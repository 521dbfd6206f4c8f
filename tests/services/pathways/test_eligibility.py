"""Each kind of rule by itself: met, not met, not known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.services.pathways.fields import CONDITION
from waystation.services.pathways.rules.conditions import ASKS, KINDS, refusals_of_condition
from waystation.services.pathways.rules.eligibility import (
    DECIDED_BY,
    Fact,
    ages_on,
    each_language,
    judge,
    lacks_of,
    outcome_of,
    profile_facts,
)


def rule(kind, **values):
    return CONDITION.complete({"kind": kind, "wording": "x", **values})


def facts(**values):
    return {name: Fact(value, "said") for name, value in each_language(values).items()}


@pytest.mark.parametrize(
    ("condition", "known", "outcome"),
    [
        (rule("nationality", countries=["XK", "AL"]), {"nationality": "XK"}, "met"),
        (rule("nationality", countries=["AL"]), {"nationality": "XK"}, "not_met"),
        (rule("nationality", countries=["AL"]), {}, "not_known"),
        (rule("residence", countries=["DE"], excluded=True), {"residence": "XK"}, "met"),
        (rule("residence", countries=["DE"], excluded=True), {"residence": "DE"}, "not_met"),
        (rule("age", least_age=18), {"age": [18, 18]}, "met"),
        (rule("age", most_age=44), {"age": [45, 45]}, "not_met"),
        (rule("age", most_age=44), {"age": [44, 45]}, "not_known"),
        (rule("occupation", occupations="72 7411"), {"occupations": ["7212"]}, "met"),
        (rule("occupation", occupations="7411"), {"occupations": ["7212"]}, "not_met"),
        (rule("occupation", occupations="22", excluded=True), {"occupations": ["2221"]}, "not_met"),
        (rule("language", language="de", level="B1"), {"languages": {"de": "B2"}}, "met"),
        (rule("language", language="de", level="B1"), {"languages": {"de": "A2"}}, "not_met"),
        (rule("language", language="de", level="B1"), {"languages": {"en": "C1"}}, "not_known"),
        (rule("education", education="isced-6"), {"education": "isced-7"}, "met"),
        (rule("education", education="isced-6"), {"education": "isced-3"}, "not_met"),
        (rule("education", education="isced-6"), {"education": "declined"}, "not_known"),
        (rule("recognition"), {"recognition": "full"}, "met"),
        (rule("recognition"), {"recognition": "partial"}, "not_met"),
        (rule("recognition"), {"recognition": "asked"}, "not_known"),
        (rule("offer"), {"offer": "no"}, "not_met"),
        (rule("pay", amount="45934.20"), {"pay": "45934.20"}, "met"),
        (rule("pay", amount="45934.20"), {"pay": "45934.19"}, "not_met"),
        (rule("document"), {"passport": "yes"}, "met"),
        (rule("start"), {"start": "2027-01-01"}, "met"),
        (rule("other"), {"offer": "yes"}, "not_known"),
    ],
)
def test_a_rule_is_met_or_not_or_not_known(condition, known, outcome):
    assert judge(condition, facts(**known), None).outcome == outcome


def test_a_shortage_occupation_needs_a_list_to_be_decided():
    welder = facts(occupations=["7212"])

    outcomes = [judge(rule("shortage"), welder, codes).outcome for codes in (None, ["721"], ["2"])]

    assert outcomes == ["not_known", "met", "not_met"]


def test_what_is_short_in_one_state_counts_for_those_who_would_go_there():
    codes = ["DE:7212", "51"]
    of = {
        "anywhere": facts(occupations=["7212"]),
        "Germany": facts(occupations=["7212"], destinations=["DE", "AT"]),
        "Austria": facts(occupations=["7212"], destinations=["AT"]),
        "cook": facts(occupations=["5120"], destinations=["AT"]),
    }

    outcomes = {name: judge(rule("shortage"), one, codes).outcome for name, one in of.items()}

    assert outcomes == {"anywhere": "met", "Germany": "met", "Austria": "not_met", "cook": "met"}


@pytest.mark.parametrize(
    ("outcomes", "together"),
    [
        (["met", "met"], "eligible"),
        (["met", "not_known"], "not_known"),
        (["not_known", "not_met"], "not_eligible"),
        ([], "not_known"),
    ],
)
def test_one_rule_that_is_not_met_decides(outcomes, together):
    assert outcome_of(outcomes) == together


def test_what_is_lacking_names_only_what_can_still_be_met():
    results = [
        {"kind": "nationality", "outcome": "not_met"},
        {"kind": "language", "language": "de", "outcome": "not_met"},
        {"kind": "start", "outcome": "not_known"},
        {"kind": "offer", "outcome": "met"},
    ]

    assert lacks_of(results) == ["language:de", "start"]


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.dates(date(2021, 1, 1), date(2060, 1, 1)))
def test_the_age_by_the_year_of_birth_holds_the_age_by_the_date(born, day):
    (exact, _same), (low, high) = ages_on(day, born.year, born), ages_on(day, born.year, None)

    assert low <= exact <= high


def test_a_profile_gives_the_facts_that_rules_ask_for():
    contents = {
        "wishes": {"starts_from": date(2027, 1, 15), "destinations": ["DE"]},
        "occupations": [{"code": "7212"}, {"code": "7212"}],
        "languages": [
            {"language": "de", "native": False, "listening": "B2", "writing": "B1", "reading": ""},
            {"language": "sq", "native": True},
            {"language": "en", "native": False, "listening": ""},
        ],
        "education": [{"level": "isced-3", "recognition": "applied"}],
        "certificates": [{"recognition": "recognized"}],
        "documents": [{"kind": "passport", "valid_until": date(2026, 1, 1)}],
    }

    found = profile_facts(contents, date(2026, 9, 21))

    assert found == {
        "occupations": ["7212"],
        "languages": {"de": "B1", "sq": "C2"},
        "education": "isced-3",
        "recognition": "full",
        "passport": "no",
        "start": "2027-01-15",
        "destinations": ["DE"],
    }


@pytest.mark.parametrize("kind", [kind for kind, _label in KINDS if kind in ASKS])
def test_a_rule_that_cannot_be_decided_is_refused(kind):
    refusals = [one for one in refusals_of_condition(rule(kind)) if one is not None]

    assert {one.field for one in refusals} == set(ASKS[kind])


def test_every_kind_of_rule_but_the_last_is_decided_by_a_fact():
    assert {kind for kind, _label in KINDS} - set(DECIDED_BY) == {"other"}
