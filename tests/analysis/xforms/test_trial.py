"""Trying a form out: what it asks for some answers, as a phone would, and what it says of them."""

from datetime import UTC, datetime

import pytest

from tests.analysis.xforms.tables import workbook
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.trial import Asked, Head, try_out

SURVEY = """
type | name | label | required | relevant | constraint | choice_filter | calculation
begin_group | about | About the person | | | | |
text | name | Name | yes | | | |
integer | age | Age | | | . <= 120 | |
select_one yes_no | works | Works? | | ${age} > 15 | | |
end_group | | | | | | |
select_one region | region | Region | | | | |
select_one town | town | Town | | | | region=${region} |
begin_repeat | child | Child | | | | |
text | child_name | Name of the child | | | | |
end_repeat | | | | | | |
calculate | next_year | | | | | | ${age} + 1
note | said | Next year you are older | | ${next_year} > 60 | | |
"""
CHOICES = """
list_name | name | label | region
yes_no | yes | Yes |
yes_no | no | No |
region | north | North |
region | south | South |
town | mitrovice | Mitrovicë | north
town | prizren | Prizren | south
"""
FORM = read_upload("survey.xlsx", workbook(SURVEY, CHOICES)).definition
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)


def asked(**answers):
    return {one.question.key: one for one in try_out(FORM, answers, NOW).asked}


def test_a_question_comes_when_it_is_relevant_and_goes_when_it_is_not():
    before, grown, child = asked(), asked(age="34"), asked(age="9", works="yes")

    assert "works" not in before
    assert "works" in grown
    assert "works" not in child
    assert [one.kind for part in child.values() for one in part.problems] == ["required"]


def test_a_calculated_value_decides_what_is_asked():
    young, old = asked(age="59"), asked(age="60")

    assert "said" not in young
    assert "said" in old


def test_choices_are_those_that_pass_the_filter():
    north, none = asked(region="north"), asked()

    assert [one.label for one in north["town"].choices] == ["Mitrovicë"]
    assert none["town"].choices == ()


def test_a_choice_that_no_longer_passes_the_filter_is_named():
    moved = asked(name="Zana", region="north", town="prizren")

    assert [one.kind for one in moved["town"].problems] == ["choice"]


@pytest.mark.parametrize(
    ("age", "kinds"), [("130", ["constraint"]), ("old", ["type"]), ("34", []), ("", [])]
)
def test_an_answer_is_judged_like_one_that_was_sent(age, kinds):
    found = asked(name="Zana", age=age)

    assert [one.kind for one in found["age"].problems] == kinds


def test_groups_and_repetitions_have_their_headings_where_they_begin():
    parts = try_out(FORM, {}, NOW).parts

    names = [
        one.label if isinstance(one, Head) else one.question.key
        for one in parts
        if isinstance(one, Head | Asked)
    ]
    repeats = {one.label: one.repeats for one in parts if isinstance(one, Head)}

    assert names[:2] == ["About the person", "name"]
    assert names[names.index("Child") + 1] == "child_name"
    assert repeats == {"About the person": False, "Child": True}


def test_what_must_be_answered_is_marked():
    found = asked()

    assert found["name"].is_required
    assert not found["age"].is_required
