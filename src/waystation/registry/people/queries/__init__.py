"""Every read of a person. The user comes first, and what is outside their scope is not there."""

from .consents import Agreement, Wording, consent_seen_by, consents_of, may_share, wording
from .duties import due_for_erasure, export_of, holds_on, merges_of, readers_of
from .files import (
    PersonFile,
    Plain,
    Row,
    names_of,
    office_of,
    people_seen_by,
    person_exists_for,
    person_seen_by,
    plain_of,
    pseudonyms,
    require_person,
    rows_of,
)
from .finding import Found, duplicates_of, search
from .timeline import timeline_of

__all__ = [
    "Agreement",
    "Found",
    "PersonFile",
    "Plain",
    "Row",
    "Wording",
    "consent_seen_by",
    "consents_of",
    "due_for_erasure",
    "duplicates_of",
    "export_of",
    "holds_on",
    "may_share",
    "merges_of",
    "names_of",
    "office_of",
    "people_seen_by",
    "person_exists_for",
    "person_seen_by",
    "plain_of",
    "pseudonyms",
    "readers_of",
    "require_person",
    "rows_of",
    "search",
    "timeline_of",
    "wording",
]
