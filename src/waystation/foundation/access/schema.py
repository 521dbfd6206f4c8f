"""Triggers that change the access stamp with every write to these tables."""

from waystation.foundation.shared.schema import StampTrigger

SCHEMA = [
    StampTrigger(table, "access_changestamp", "access")
    for table in (
        "access_organisation",
        "access_office",
        "access_user",
        "access_membership",
        "access_apitoken",
    )
]
