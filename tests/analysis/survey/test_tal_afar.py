"""A real survey: the choice shares of Tal Afar, computed upstream in R, are reproduced."""

from __future__ import annotations

import pytest

from tests.analysis.survey.conftest import read_columns
from waystation.analysis import survey

pytestmark = pytest.mark.data

# All rows of pump_horsepower are cut at the decimal point upstream (0.5 → 5, 0.75 → 75).
CUT_UPSTREAM = 3
# Choices of a question that one household answered have no interval, upstream NaN.
ONE_ANSWER = 11


def test_choice_shares_and_their_limits_are_those_published(data):
    folder = data / "tracking" / "talafar"
    answers = read_columns(folder / "clean_data.csv")
    published = read_columns(folder / "overall_analysis.csv")
    design = survey.Design(n=len(answers["start"]))
    columns = zip(
        published["main_variable"], published["choice"], published["mean.pct"],
        published["mean.pct_low"], strict=True,
    )  # fmt: skip
    wanted = [row for row in columns if isinstance(row[1], str)]

    shares = limits = 0
    for question, choice, share, low in wanted:
        found = share_of(design, answers, question, choice)
        if found is not None:
            shares += abs(found.value - share) <= 1e-9
            limits += found.low is not None and abs(found.low - low) <= 1e-6

    assert len(wanted) == 442
    assert shares == len(wanted) - CUT_UPSTREAM
    assert limits == len(wanted) - CUT_UPSTREAM - ONE_ANSWER


def share_of(design, answers, question, choice):
    several = answers.get(f"{question}.{choice}")
    if several is not None:
        columns = {choice: several}
        return survey.choice_shares(design, columns, kind="multiple", interval="t")[0]
    for found in survey.choice_shares(design, answers[question], name=question, interval="t"):
        if str(found.level) == choice:
            return found
    return None


def test_a_question_that_one_household_answered_is_withheld_without_limits(data):
    answers = read_columns(data / "tracking" / "talafar" / "clean_data.csv")
    design = survey.Design(n=len(answers["start"]))
    column = answers["why_share_connection.cannot_afford"]

    found = survey.choice_shares(design, {"cannot_afford": column}, kind="multiple")[0]

    assert (found.n, found.flag, found.shown) == (1, "withheld", None)
    assert (found.low, found.high) == (None, None)
    assert "degree of freedom" in found.note
