"""Refusals in words: the values of their sentences as the reader writes them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 9, 21), "21/09/2026"),
        (datetime(2026, 9, 21, 7, 30, tzinfo=UTC), "21/09/2026 09:30"),
        (datetime(2026, 9, 21, 7, 30, tzinfo=UTC).replace(tzinfo=None), "21/09/2026 07:30"),
    ],
)
def test_a_time_with_or_without_a_zone_is_written_as_the_reader_writes_it(value, words):
    refusal = Refusal("Not before {at}.", code="early", at=value)

    with translation.override("en"):
        said = in_words(refusal)

    assert said == f"Not before {words}."
