"""The stamp of accounts, offices and roles changes with each of these tables."""

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
