"""Dated facts never change."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("knowledge_datedfact"),
]
