"""Dated facts, values of series and editions of the migration profile are immutable."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("knowledge_datedfact"),
    *append_only("knowledge_observation"),
    *append_only("knowledge_profileedition"),
]
