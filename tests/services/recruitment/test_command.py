"""SDG 10.7.1 on the command line, from the answers of a survey."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

HEAD = "sex,fee,visa,back,pay,w\n"


@pytest.fixture
def run(tmp_path, capsys):
    def ran(rows, *more, costs="fee,visa"):
        path = tmp_path / "answers.csv"
        path.write_text(HEAD + rows, encoding="utf-8")
        options = ["--costs", costs, "--reimbursed", "back", "--earnings", "pay", *more]
        call_command("recruitment_cost", str(path), *options)
        return json.loads(capsys.readouterr().out)

    return ran


def test_the_indicator_of_a_survey_is_that_of_case_records(run):
    found = run("male,1300,200,200,2600,2\nfemale,100,0,0,1000,1\nmale,,,,900,1\n", "--weight", "w")

    assert (found["n"], found["asked"], found["excluded"]) == (2, 3, {"costs_unknown": 1})
    assert found["mean"] == pytest.approx((2 * 0.5 + 0.1) / 3)
    assert "keys" not in found


def test_small_groups_leave_the_command_suppressed(run):
    rows = "male,100,0,0,1000,1\n" * 15 + "female,100,0,0,1000,1\n" * 12 + "x,1,0,0,1000,1\n"

    groups = run(rows, "--by", "sex")["groups"]

    assert (groups["x"], groups["female"], groups["male"]["n"]) == ("suppressed", "suppressed", 15)


def test_a_column_that_is_not_there_and_a_negative_weight_are_named(run):
    with pytest.raises(CommandError, match="bribe"):
        run("male,1,0,0,10,1\n", costs="fee,bribe")
    with pytest.raises(CommandError, match="weight"):
        run("male,1,0,0,10,-1\n", "--weight", "w")
