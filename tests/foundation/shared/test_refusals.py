"""Validators that many apps need."""

import pytest

from waystation.foundation.records.fields import Field
from waystation.foundation.shared.refusals import LARGEST


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1, 10**30])
def test_a_number_that_no_column_takes_is_refused_at_its_field(value):
    hours = Field("hours", "number", "Hours")

    (refusal,) = [one for one in hours.refusals(value) if one]

    assert (refusal.field, refusal.code) == ("hours", "number")
    assert str(LARGEST) in refusal.in_english()


@pytest.mark.parametrize("value", [0, LARGEST, -LARGEST, "", None])
def test_other_numbers_are_not(value):
    hours = Field("hours", "number", "Hours")

    assert [one for one in hours.refusals(value) if one] == []
