"""Dated facts and revisions never change."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("knowledge_datedfact"),
    *append_only("knowledge_revision"),
]
