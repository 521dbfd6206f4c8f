"""Serbian, Cyrillic"""

from waystation.site.ui.formats.day_first import *  # noqa: F403  Django reads the module's names

DATE_FORMAT = "j. E Y."
SHORT_DATE_FORMAT = "j. n. Y."
DATETIME_FORMAT = "j. E Y. H:i"
SHORT_DATETIME_FORMAT = "j. n. Y. H:i"
YEAR_MONTH_FORMAT = "F Y."
SHORT_MONTH_FORMAT = "b"
SHORT_MONTH_YEAR_FORMAT = "b Y"
MONTH_DAY_FORMAT = "j. E"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
WEEKDAY_DATE_FORMAT = "l, j. E Y."
WEEKDAY_DATETIME_FORMAT = "l, j. E Y. H:i"
SHORT_DAY_FORMAT = "j. n."
