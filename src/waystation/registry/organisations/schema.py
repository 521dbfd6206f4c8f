"""Entities and focal points, which seldom change, renew stamps: ``foundation/access/stamps.py``."""

from waystation.foundation.shared.schema import StampTrigger

SCHEMA = [
    StampTrigger("organisations_entity", "access_changestamp", "organisations"),
    StampTrigger("organisations_focalpoint", "access_changestamp", "focal_points"),
]
