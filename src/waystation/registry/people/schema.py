"""Texts of consent never change; an index for the newest files."""

from waystation.foundation.shared.schema import PostgresIndex, append_only

SCHEMA = [
    *append_only("people_consenttext"),
    # For the first page of a user who sees many offices: PostgreSQL would sort all their files.
    PostgresIndex("people_person", "person_newest", "organisation_id, changed_at DESC, id DESC"),
]
