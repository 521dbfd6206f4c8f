"""Days are typed day first in every language; Django alone would read some month first."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.utils import formats, translation

LANGUAGES = [code for code, _ in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed", ["03.02.2026", "03/02/2026", "2026-02-03", "3.2.2026", "3/2/2026"]
)
def test_the_third_of_february_is_typed_day_first(language, typed):
    field = forms.DateField()

    with translation.override(language):
        day = field.clean(typed)

    assert day == date(2026, 2, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_in_short_can_be_typed_again(language):
    day = date(2026, 2, 3)

    with translation.override(language):
        shown = formats.date_format(day, "SHORT_DATE_FORMAT")
        again = forms.DateField().clean(shown)

    assert again == day


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
