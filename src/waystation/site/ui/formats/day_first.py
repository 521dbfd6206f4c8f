"""What all our languages share: the day comes first, the week begins on Monday.

Where which style is used: SHORT_DATE_FORMAT in tables, lists and lines; DATE_FORMAT in
sentences; WEEKDAY_DATE_FORMAT under a heading, for a day on which something takes place;
SHORT_DAY_FORMAT in the narrow first column of an agenda; YEAR_MONTH_FORMAT for months.
No template or program writes a format of its own.
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
FIRST_DAY_OF_WEEK = 1
NUMBER_GROUPING = 3
