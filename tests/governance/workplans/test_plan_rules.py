"""What a plan needs, told by its rules alone; no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.governance.workplans.fields import ACTIVITY, COMMITMENT
from waystation.governance.workplans.rules import commitments, overlaps, plans, reviews

FULL = {
    "title": "Pre-departure orientation",
    "unsdcf": ["PA3"],
    "gcm": ["GCM5"],
    "sdg": ["10.7"],
    "lead": "entity-1",
    "gender_marker": 2,
    "human_rights_marker": 0,
    "child": "no",
    "joint": False,
    "added_value": "",
}
EMPTY = {"unsdcf": [], "gcm": (), "sdg": [], "lead": None, "child": " "}
EMPTY |= {"gender_marker": None, "human_rights_marker": None}


DRAFTED = date(2026, 1, 15)
DECIDED = {"drafted_on": DRAFTED, "decided_on": DRAFTED}


def codes_of(refusals):
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_each_blank_alone_stops_the_adoption_and_is_named(name):
    """O-28: UNSDCF, GCM, SDG and owner; O-35: markers and the child flag."""
    activity = FULL | {name: EMPTY[name]}

    refusals = plans.refusals_to_adopt(**DECIDED, adopted=False, activities=[activity])

    assert codes_of(refusals) == [f"blank_{name}"]
    assert "Pre-departure orientation" in refusals[0].in_english()


@given(st.sets(st.sampled_from(sorted(EMPTY))))
def test_the_blanks_are_exactly_what_is_blank(missing):
    activity = FULL | {name: EMPTY[name] for name in missing}

    assert set(plans.blanks_of(activity)) == missing


def test_a_marker_of_nought_is_an_answer():
    assert plans.blanks_of(FULL | {"gender_marker": 0}) == []


def test_joint_work_says_what_it_adds():
    """O-38: two entities or more, and one line on the added value."""
    alone = plans.refusals_of_activity(FULL | {"joint": True}, entities=1, leads=1)

    assert codes_of(alone) == ["joint_alone"]
    assert plans.blanks_of(FULL | {"joint": True, "added_value": " \n"}) == ["added_value"]
    assert plans.blanks_of(FULL | {"joint": True, "added_value": "One contract"}) == []


def test_a_plan_is_adopted_once_at_a_held_meeting_and_not_without_activities():
    """O-27."""
    refusals = plans.refusals_to_adopt(
        drafted_on=DRAFTED, decided_on=None, adopted=True, activities=[]
    )

    assert codes_of(refusals) == ["plan_adopted", "not_decided", "plan_without_activity"]


@pytest.mark.parametrize(
    ("decided_on", "codes"),
    [(date(2026, 1, 14), ["decided_before_draft"]), (DRAFTED, []), (date(2026, 1, 16), [])],
)
def test_a_plan_is_adopted_after_it_was_drafted(decided_on, codes):
    """O-27."""
    refusals = plans.refusals_to_adopt(
        drafted_on=DRAFTED, decided_on=decided_on, adopted=False, activities=[FULL]
    )

    assert codes_of(refusals) == codes


def test_a_revision_needs_a_reason_and_a_difference():
    """O-42."""
    ask = {**DECIDED, "adopted": True, "activities": [FULL], "revising": True}

    assert codes_of(plans.refusals_to_adopt(**ask, reason=" .", changes=0)) == [
        "reason_missing",
        "no_difference",
    ]
    assert plans.refusals_to_adopt(**ask, reason="The flood", changes=1) == []


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 9, 30), "open"),
        (date(2026, 10, 1), "due"),
        (date(2026, 12, 31), "due"),
        (date(2027, 1, 1), "none"),
    ],
)
def test_no_adopted_plan_is_said_from_new_year_on(today, state):
    """O-27: before 1 January."""
    assert plans.state_of_year(False, 2027, today) == state
    assert plans.state_of_year(True, 2027, today) == "adopted"


milestones = st.fixed_dictionaries(
    {"title": st.sampled_from(["", "a", "b"]), "quarter": st.integers(1, 4)}
)
keys = st.sampled_from("abcdef")


def _rows(fields, inner, name):
    return st.dictionaries(
        keys, st.tuples(fields, st.dictionaries(keys, inner, max_size=2)), max_size=2
    ).map(
        lambda found: [
            {"id": key, **own, name: [{"id": f"{key}{k}", **one} for k, one in rows.items()]}
            for key, (own, rows) in found.items()
        ]
    )


titled = st.fixed_dictionaries({"title": st.sampled_from(["", "a", "b"])})
contents = _rows(titled, milestones, "activities").map(lambda rows: {"priorities": rows})


@given(contents)
def test_a_plan_does_not_differ_from_itself(content):
    assert plans.difference(content, content) == []


@given(contents, contents)
def test_a_difference_read_backwards_undoes_itself(one, other):
    turned = {"added": "removed", "removed": "added", "changed": "changed"}

    there = {(c.kind, c.what, c.key, c.field) for c in plans.difference(one, other)}
    back = {(turned[c.kind], c.what, c.key, c.field) for c in plans.difference(other, one)}

    assert there == back


def activity(key, lead, gcm, places=(), words=()):
    return {
        "id": key,
        "title": " ".join(words),
        "lead": lead,
        "gcm": list(gcm),
        "places": list(places),
        "words": list(words),
    }


def test_two_leads_on_one_objective_in_one_place_overlap():
    """O-37."""
    rows = [
        activity("a", "IOM", ["GCM5"], ["xk-peje"]),
        activity("b", "UNDP", ["GCM5", "GCM6"], ["xk-peje", "xk-prizren"]),
        activity("c", "UNDP", ["GCM5"], ["xk-prizren"]),
        activity("d", "IOM", ["GCM6"]),
    ]

    found = {(one.topic, one.place): one.activities for one in overlaps.overlaps(rows)}

    assert found == {
        ("GCM5", "xk-peje"): ("a", "b"),
        ("GCM6", ""): ("b", "d"),
        ("GCM6", "xk-peje"): ("b", "d"),
        ("GCM6", "xk-prizren"): ("b", "d"),
    }


def test_something_alike_is_shown_until_somebody_has_looked():
    """O-49: avoid duplication."""
    there = activity("a", "UNDP", ["GCM5"], ["xk-peje"], ["orientation", "before", "departure"])
    far = activity("b", "UNDP", ["GCM5"], ["xk-prizren"], ["orientation", "before", "departure"])
    other = activity("c", "UNDP", ["GCM5"], ["xk-peje"], ["school", "meals"])
    new = activity("n", "IOM", ["GCM5"], ["xk-peje"], ["pre", "departure", "orientation", "before"])

    found = overlaps.duplicates(new, [there, far, other, new])

    assert [one["id"] for one in found] == ["a"]
    assert overlaps.refusal_of_duplicates(found, looked=False).code == "duplicate"
    assert overlaps.refusal_of_duplicates(found, looked=True) is None


amounts = st.decimals(0, 10**6, places=2)


@given(amounts, amounts)
def test_the_gap_is_what_is_missing_and_never_negative(required, available):
    gap = plans.gap(required, available)

    assert gap == max(required - available, Decimal(0))
    assert plans.gap(None, available) is None


@pytest.mark.django_db
def test_an_activity_refuses_what_no_list_knows():
    wrong = FULL | {
        "title": "",
        "quarters": [5],
        "gender_marker": 4,
        "contract": "perhaps",
        "funds_required": Decimal(-1),
        "currency": "XXX",
    }

    refusals = [*ACTIVITY.refusals(wrong), *plans.refusals_of_activity(wrong, entities=2, leads=2)]

    found = {one.field for one in refusals if one is not None}

    fields = {"title", "quarters", "gender_marker", "contract", "funds_required", "currency"}
    assert found == fields | {"lead"}


def test_progress_is_for_quarters_that_have_begun_and_says_why():
    today = date(2026, 4, 1)

    assert plans.refusals_of_progress("under_way", "", 2, 2026, today) == []
    to_come = plans.refusals_of_progress("under_way", "", 3, 2026, today)
    assert codes_of(to_come) == ["quarter_to_come"]
    assert codes_of(plans.refusals_of_progress("delayed", " .", 1, 2026, today)) == ["missing"]


def test_a_commitment_says_what_and_by_when_and_its_day_passes():
    """O-23."""
    today = date(2026, 5, 1)

    lacking = COMMITMENT.refusals({"what": "", "due_on": None})
    assert [one.field for one in lacking if one] == ["what", "due_on"]
    assert commitments.is_overdue("open", date(2026, 4, 30), today)
    assert not commitments.is_overdue("open", today, today)
    assert not commitments.is_overdue("kept", date(2026, 4, 30), today)
    assert commitments.refusal_of_drop(" ").code == "reason_missing"
    assert commitments.refusal_of_reopening(".").code == "reason_missing"
    assert commitments.refusal_of_drop("The donor withdrew") is None


@pytest.mark.parametrize(
    ("last", "today", "overdue"),
    [
        (None, date(2026, 1, 1), True),
        (date(2025, 6, 15), date(2026, 6, 14), False),
        (date(2025, 6, 15), date(2026, 6, 15), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2024, 12, 31), date(2025, 12, 30), False),
    ],
)
def test_a_year_without_review_is_amber(last, today, overdue):
    """O-42."""
    assert reviews.review_overdue(last, today) is overdue


def test_the_dashboard_of_a_quarter_is_completed_once_and_not_before_its_end():
    """O-41."""
    first, last = date(2026, 4, 1), date(2026, 3, 31)

    assert reviews.refusal_of_snapshot(2026, 1, first, taken=False) is None
    assert reviews.refusal_of_snapshot(2026, 1, last, taken=False).code == "quarter_not_over"
    assert reviews.refusal_of_snapshot(2026, 4, last, taken=False).code == "quarter_not_over"
    assert reviews.refusal_of_snapshot(2026, 1, first, taken=True).code == "snapshot_taken"
    assert reviews.quarters_over(date(2025, 12, 5), first) == [(2026, 1), (2025, 4)]


def test_what_moved_between_two_boards_is_counted_per_objective():
    old = {"GCM5": {"measures": [{"state": "planned"}], "support": []}}
    new = {"GCM5": {"measures": [{"state": "done"}, {"state": "planned"}], "support": [{}]}}

    assert reviews.changes_of_objectives(old, new) == {
        "GCM5": {"measures": 1, "support": 1, "done": 1}
    }
    assert reviews.changes_of_objectives(new, new) == {}
