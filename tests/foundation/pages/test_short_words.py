"""Tags, days and hours are worded once, and read as the slower ways of Django write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

LOADED = "{% load ws %}"


def rendered(source, **values):
    return engines["django"].from_string(LOADED + source).render(values)


def test_a_tag_escapes_its_label_and_keeps_a_percent_sign():
    html = [rendered('{% tag label "g" %}', label=label) for label in ("<b>", "50% done", 1377)]

    assert [one.strip() for one in html] == [
        '<span class="tag g">&lt;b&gt;</span>',
        '<span class="tag g">50% done</span>',
        '<span class="tag g">1377</span>',
    ]


@pytest.mark.parametrize("language", ["en", "sq", "sr", "tr", "fa"])
@pytest.mark.parametrize("value", [date(2026, 5, 9), datetime(2026, 5, 9, 22, 30, tzinfo=UTC)])
def test_a_day_is_worded_as_date_does_in_each_language(language, value):
    named = ("SHORT_DAY_FORMAT", "MONTH_DAY_FORMAT", "DATE_FORMAT")

    with translation.override(language):
        words = [rendered(f'{{{{ value|day:"{one}" }}}}', value=value) for one in named]
        expected = [rendered(f'{{{{ value|date:"{one}" }}}}', value=value) for one in named]

    assert words == expected


def test_an_hour_is_that_of_the_local_time():
    moment = datetime(2026, 5, 9, 22, 30, tzinfo=UTC)

    assert rendered("{{ moment|clock }}", moment=moment) == "00:30"
    assert rendered('{{ moment|time:"H:i" }}', moment=moment) == "00:30"
    assert rendered('{{ nothing|day:"DATE_FORMAT" }}', nothing=None) == ""
    assert rendered("{{ nothing|clock }}", nothing=None) == "–"
