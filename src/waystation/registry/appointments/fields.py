"""The field tables of slots and bookings."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import CHANNELS, LONGEST_CONTACT, LONGEST_WISH, TIMES, WEEKDAYS

SERIES = FieldTable(
    "appointments.Slot",
    Field("first_day", "date", N_("First day"), required=True),
    Field("last_day", "date", N_("Last day"), required=True),
    Field("weekdays", "codes", N_("Days of the week"), choices=WEEKDAYS, required=True),
    Field("from_time", "code", N_("From"), choices=TIMES, required=True, initial="09:00"),
    Field("to_time", "code", N_("To"), choices=TIMES, required=True, initial="12:00"),
    Field("minutes", "number", N_("Minutes for each"), required=True, initial=30),
    Field("languages", "codes", N_("Languages spoken"), code_list="language"),
    Field(
        "public",
        "yes_no",
        N_("May be booked on the public page"),
        hint=N_("No name is asked for there."),
        initial=True,
    ),
)
"""What is typed to add slots: days, hours, how long each is."""

SLOT = FieldTable(
    "appointments.Slot",
    Field("starts_at", "moment", N_("Begins"), required=True, listed=True),
    Field("minutes", "number", N_("Minutes"), required=True, listed=True),
    Field("languages", "codes", N_("Languages"), code_list="language", listed=True),
    Field("public", "yes_no", N_("Public"), listed=True),
)

BOOKING = FieldTable(
    "appointments.Booking",
    Field("person_id", "key", N_("Visitor"), fact=False),
    Field(
        "language",
        "code",
        N_("Language of the conversation"),
        N_("Language"),
        code_list="language",
        listed=True,
        filtered=True,
    ),
    Field(
        "wish",
        "text",
        N_("What it is about"),
        hint=N_("One line, stored encrypted. Only colleagues of your centre can read it."),
        sealed=True,
        most=LONGEST_WISH,
    ),
    Field(
        "channel",
        "code",
        N_("Reminder"),
        choices=CHANNELS[1:],
        hint=N_("Sent the day before. The message says when, but not what it is about or where."),
        identifying=True,
        fact=False,
    ),
    Field(
        "contact",
        "text",
        N_("Where to send the reminder"),
        hint=N_("Stored encrypted, used for the reminder only, deleted after the appointment."),
        sealed=True,
        most=LONGEST_CONTACT,
    ),
)
