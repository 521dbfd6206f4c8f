"""English"""

from waystation.site.ui.formats import day_first
from waystation.site.ui.formats.day_first import *  # noqa: F403  Django reads the module's names

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "j F Y H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
WEEKDAY_DATE_FORMAT = "l j F Y"
WEEKDAY_DATETIME_FORMAT = "l j F Y, H:i"
SHORT_DAY_FORMAT = "d/m"
# A form writes a day with the first of these: as lists do.
DATE_INPUT_FORMATS = sorted(day_first.DATE_INPUT_FORMATS, key="%d/%m/%Y".__ne__)
DATETIME_INPUT_FORMATS = sorted(
    day_first.DATETIME_INPUT_FORMATS, key=lambda one: not one.startswith("%d/%m/%Y")
)
