"""Numbers in what somebody typed."""

from decimal import Decimal

import pytest

from waystation.foundation.shared.typed import decimal_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500", Decimal(500)),
        ("1,500", Decimal(1500)),
        ("1,585,566", Decimal(1585566)),
        ("3.25", Decimal("3.25")),
        ("1,5", None),
        ("1,5000", None),
        ("٥٠٠", None),
        ("nan", None),
        ("1e400", None),
        ("-", None),
        ("", None),
        ("9" * 16, None),
    ],
)
def test_a_number_is_read_as_it_is_written_in_english(text, number):
    assert decimal_in(text) == number
