"""The field tables of the centres' records."""

from .centres import CENTRE, PUBLIC_TEXTS
from .follow_up import CALL_BACK, FOLLOW_UP, PLAN, STEP
from .profiles import PROFILE, PROFILE_ON_DEVICE, YES_NO_DECLINED
from .sessions import (
    ATTENDEE,
    HEADCOUNT_SEXES,
    RATING,
    SESSION,
    counts_of,
    headcount_name,
    heads_table,
)
from .visits import OF_THE_UNKNOWN, VISIT, VISIT_ON_DEVICE, WAITING, EditionsField

__all__ = [
    "ATTENDEE",
    "CALL_BACK",
    "CENTRE",
    "FOLLOW_UP",
    "HEADCOUNT_SEXES",
    "OF_THE_UNKNOWN",
    "PLAN",
    "PROFILE",
    "PROFILE_ON_DEVICE",
    "PUBLIC_TEXTS",
    "RATING",
    "SESSION",
    "STEP",
    "VISIT",
    "VISIT_ON_DEVICE",
    "WAITING",
    "YES_NO_DECLINED",
    "EditionsField",
    "counts_of",
    "headcount_name",
    "heads_table",
]
