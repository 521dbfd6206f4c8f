"""The formats that all our languages share: the day comes first, the week begins on Monday.

SHORT_DATE_FORMAT is for tables and lists; DATE_FORMAT for sentences; WEEKDAY_DATE_FORMAT below a
heading, for the day of an event; SHORT_DAY_FORMAT for the narrow first column of an agenda;
YEAR_MONTH_FORMAT for months; SHORT_MONTH_FORMAT and SHORT_MONTH_YEAR_FORMAT for the axis of a
chart. Templates and code define no formats of their own.
"""

DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%Y.", "%d. %m. %Y.", "%d. %m. %Y", "%d/%m/%Y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = [
    f"{day}{between}{time}"
    for day in DATE_INPUT_FORMATS
    for between in (" ", "T")
    for time in ("%H:%M", "%H:%M:%S")
]
TIME_FORMAT = "H:i"
SHORT_MONTH_FORMAT = "M"
SHORT_MONTH_YEAR_FORMAT = "M Y"
FIRST_DAY_OF_WEEK = 1
NUMBER_GROUPING = 3
