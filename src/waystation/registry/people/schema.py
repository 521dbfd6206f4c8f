"""An index for the most recent files."""

from waystation.foundation.shared.schema import PostgresIndex

SCHEMA = [
    # For the first page of a user who sees many offices: PostgreSQL would sort all their files.
    PostgresIndex("people_person", "person_newest", "organisation_id, changed_at DESC, id DESC"),
]
