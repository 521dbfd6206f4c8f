"""The way of a recommendation, told by its rules alone; no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.governance.advice import rules as advice
from waystation.governance.advice.transitions import refusal_to_move

TODAY = date(2026, 6, 1)
SENT = date(2026, 5, 1)
STATES = [state for state, _ in advice.STATES]
states = st.sampled_from(STATES)


def answer(verdict="not_followed", motivation="No money", decided_on=SENT, decider="UNKT 5/2026"):
    refusals = advice.refusals_of_answer(
        verdict, motivation, decided_on, decider, submitted_on=SENT, today=TODAY
    )
    return [refusal.code for refusal in refusals]


blank = st.text(alphabet=" \t\n\r\u00a0\u2003", max_size=6)


@given(st.sampled_from(advice.NEEDS_MOTIVATION), blank)
def test_not_followed_without_a_motivation_is_refused_however_blank_it_is(verdict, motivation):
    """O-26, A-13."""
    assert answer(verdict, motivation) == ["motivation_missing"]


def test_an_answer_says_who_decided_and_when():
    """O-26."""
    assert answer(decided_on=None) == ["day_missing"]
    assert answer(decided_on=TODAY + timedelta(days=1)) == ["day_to_come"]
    assert answer(decided_on=SENT - timedelta(days=1)) == ["day_before_submission"]
    assert answer(decider=" ") == ["decider_missing"]
    assert answer("followed", motivation="") == []
    assert answer("ignored") == ["verdict_unknown"]
    assert answer() == []


def test_a_later_answer_says_why_it_supersedes():
    refusals = advice.refusals_of_answer(
        "followed", "", SENT, "UNKT", submitted_on=SENT, today=TODAY, supersedes=True, why=" "
    )

    assert [one.code for one in refusals] == ["why_missing"]


@given(states)
def test_nothing_goes_back_to_draft_and_nothing_leaves_withdrawn(state):
    """O-25."""
    assert refusal_to_move(state, "draft") is not None
    assert refusal_to_move("withdrawn", state) is not None


@given(st.lists(states, max_size=12))
def test_no_way_reaches_an_answer_without_endorsement_and_submission(way):
    at, passed = "draft", ["draft"]
    for to in way:
        if refusal_to_move(at, to) is None:
            at = to
            passed.append(to)

    if at in advice.ANSWERS:
        assert passed[:3] == ["draft", "endorsed", "submitted"]
    if at in advice.ANSWERS:
        assert "withdrawn" not in passed


@given(st.sets(st.integers(0, 5)), st.integers(0, 5))
def test_who_signed_does_not_answer(signatories, answering):
    """A-15: four eyes."""
    refused = advice.refusal_of_four_eyes(signatories, answering) is not None

    assert refused == (answering in signatories)


def test_a_co_chair_signs_once_and_on_evidence():
    assert advice.refusal_of_signatory(False, False).code == "not_a_cochair"
    assert advice.refusal_of_signatory(True, True).code == "signed_already"
    assert advice.refusal_of_signatory(True, False) is None
    assert advice.refusal_of_evidence(0).code == "evidence_missing"
    assert advice.refusal_of_evidence(1) is None


@pytest.mark.parametrize(
    "text",
    [
        "Fund one counsellor in each centre.",
        "Apply Law No. 04/L-219 in full",
        "Open a desk in several places, e.g. Prizren, by June",
    ],
)
def test_one_sentence_is_one_recommendation(text):
    assert advice.refusals_of_draft(text, "unkt", "") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n", "text_missing"),
        ("x" * 501, "too_long"),
        ("Fund a counsellor. Open a desk.", "not_atomic"),
        ("Fund a counsellor; open a desk", "not_atomic"),
        ("Fund a counsellor\nOpen a desk", "not_atomic"),
    ],
)
def test_more_than_one_sentence_is_refused(text, code):
    """O-25: atomic."""
    assert [one.code for one in advice.refusals_of_draft(text, "unkt", "")] == [code]


def test_it_is_for_somebody():
    sentence = "Fund one counsellor in each centre."

    assert advice.refusals_of_draft(sentence, "", "")[0].field == "addressee"
    assert advice.refusals_of_draft(sentence, "authority", " ")[0].field == "to_whom"
    assert advice.refusals_of_draft(sentence, "authority", "Ministry of Labour") == []


@given(states, st.integers(-5, 400))
def test_only_what_awaits_an_answer_ages(state, days):
    """O-25: "awaiting UNKT" with age."""
    age = advice.age_of(state, TODAY - timedelta(days=days), TODAY)

    if state in advice.AWAITING:
        assert age == max(days, 0)
    else:
        assert age is None
    assert advice.ageing(age, 60) == (
        "" if age is None or age < 60 else "amber" if age < 120 else "red"
    )
