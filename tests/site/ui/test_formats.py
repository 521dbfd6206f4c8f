"""Days are typed day first in every language; Django alone would read some month first."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.utils import formats, timezone, translation

import waystation
from waystation.foundation.records.fields import in_short
from waystation.site.ui import catalogues

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
def test_a_displayed_date_can_be_typed_again(language):
    day = date(2026, 2, 3)

    with translation.override(language):
        shown = formats.date_format(day, "SHORT_DATE_FORMAT")
        again = forms.DateField().clean(shown)

    assert again == day


def test_a_form_writes_a_day_as_lists_do_in_english():
    moment = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)

    with translation.override("en"):
        day = forms.DateInput().format_value(moment.date())
        time = forms.DateTimeInput().format_value(moment)

    assert (day, time) == ("03/02/2026", "03/02/2026 09:30")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


SEVENTH = {
    "en": ("07/02/2026", "7 February 2026", "Saturday 7 February 2026", "February 2026"),
    "sr": ("7. 2. 2026.", "7. фебруара 2026.", "субота, 7. фебруара 2026.", "фебруар 2026."),
    "sr-latn": ("7. 2. 2026.", "7. februara 2026.", "subota, 7. februara 2026.", "februar 2026."),
    "ar": ("07/02/2026", "7 فبراير 2026", "السبت، 7 فبراير 2026", "فبراير 2026"),
}
STYLES = ("SHORT_DATE_FORMAT", "DATE_FORMAT", "WEEKDAY_DATE_FORMAT", "YEAR_MONTH_FORMAT")


@pytest.mark.parametrize("language", SEVENTH)
def test_a_day_in_each_of_the_four_styles(language):
    with translation.override(language):
        written = tuple(formats.date_format(date(2026, 2, 7), style) for style in STYLES)

    assert written == SEVENTH[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "style", [*STYLES, "WEEKDAY_DATETIME_FORMAT", "SHORT_DAY_FORMAT", "SHORT_DATETIME_FORMAT"]
)
def test_every_language_has_every_style(language, style):
    with translation.override(language):
        assert formats.get_format(style) != style


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_and_a_moment_in_a_list_are_written_as_django_writes_them(language):
    moment = datetime(2026, 2, 3, 23, 5, tzinfo=UTC)  # after midnight in Belgrade

    with translation.override(language):
        listed = (in_short(date(2026, 2, 3)), in_short(moment))
        written = (
            formats.date_format(date(2026, 2, 3), "SHORT_DATE_FORMAT"),
            formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT"),
        )

    assert listed == written


def test_albanian_uses_our_lower_case_month_names():
    with translation.override("sq"):
        found = [formats.get_format(style) for style in STYLES]

    assert found == ["d.m.Y", "j E Y", "l, j E Y", "E Y"]
    ours = {key[1] for key in catalogues.phrases() if key[0] == "alt. month"}
    assert len(ours) == 12


def test_no_template_and_no_code_uses_its_own_date_format():
    # The machine's format in an input or an address, and the year alone, are no style.
    own = re.compile(
        r"""(?:date:|date_format\([^\n]*?, ?)["'](?!\w*_FORMAT|Y-m-d|Y["']|c["'])([^"']+)["']"""
    )
    root = Path(waystation.__file__).parent
    found = [
        f"{path.name}: {style}"
        for path in [*root.rglob("*.html"), *root.rglob("*.py")]
        for style in own.findall(path.read_text(encoding="utf-8"))
    ]

    assert found == ["blocks.py: j. F Y."]  # Bosnian, for which there is no page
