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
from .finding import Found, search
from .households import (
    HouseholdFile,
    Member,
    households_in_scope,
    members_of,
    no_household,
    open_household,
    words_of,
)
from .linking import hidden_from_linkage, likely_files
from .timeline import timeline_of

__all__ = [
    "Agreement",
    "Found",
    "HouseholdFile",
    "Member",
    "PersonFile",
    "Plain",
    "Row",
    "Wording",
    "consent_seen_by",
    "consents_of",
    "due_for_erasure",
    "export_of",
    "hidden_from_linkage",
    "holds_on",
    "households_in_scope",
    "likely_files",
    "may_share",
    "members_of",
    "merges_of",
    "names_of",
    "no_household",
    "office_of",
    "open_household",
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
    "words_of",
]
