"""Every read of a person. The user comes first, and what is outside their scope is not there."""

from .files import (
    PersonFile,
    Plain,
    Row,
    names_of,
    people_seen_by,
    person_exists_for,
    person_seen_by,
    plain_of,
    pseudonyms,
    require_person,
    rows_of,
)
from .finding import Found, duplicates_of, search

__all__ = [
    "Found",
    "PersonFile",
    "Plain",
    "Row",
    "duplicates_of",
    "names_of",
    "people_seen_by",
    "person_exists_for",
    "person_seen_by",
    "plain_of",
    "pseudonyms",
    "require_person",
    "rows_of",
    "search",
]
