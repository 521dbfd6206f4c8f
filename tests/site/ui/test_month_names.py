"""Names of months and weekdays are Django's own: no word of ours may stand in for one of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import dates, translation
from django.utils.formats import date_format

from waystation.site.ui import catalogues

MAY = {
    "en": "May",
    "sq": "Maj",
    "sr": "мај",
    "sr-latn": "maj",
    "ar": "مايو",
    "tr": "Mayıs",
    "fa": "مه",
    "ps": "می",
}


@pytest.mark.parametrize(("language", "name"), MAY.items())
def test_may_is_a_month_in_every_language(language, name):
    with translation.override(language):
        written = date_format(date(2026, 5, 1), "F")

    assert written.casefold() == name.casefold()


def test_no_template_contains_the_name_of_a_month_or_a_weekday():
    names = {
        str(text)
        for table in (dates.MONTHS, dates.WEEKDAYS, dates.WEEKDAYS_ABBR)
        for text in table.values()
    }

    without_context = {key[1] for key in catalogues.phrases() if not key[0]}

    assert without_context & names == set()
