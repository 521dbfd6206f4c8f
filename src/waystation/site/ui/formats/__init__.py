"""Formats for entering and displaying dates and numbers.

Django reads an entered 03.02.2026 as 2 March in sq, ar and some other languages; here the day comes
first in every language, and the ISO format is always accepted.

Albanian writes months in lower case, while Django's month names are capitalised, and Serbian puts
the month of a date in the genitive: our formats use the "alternative" names (``E``), which we
translate.
"""

from django.utils.translation import pgettext_lazy

MONTHS_IN_A_DATE = (
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
)
