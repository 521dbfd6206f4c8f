"""Every read of profiles and titles. The first argument is the user if a person is read."""

from waystation.registry.skills.models import ProfileLink

from .cvs import Proposals, europass_of, proposals_of_cv, proposals_of_own_cv
from .esco import EscoState, Unknown, esco_state, unknown_concepts
from .links import links_of, open_link
from .matching import candidates_of, profiles_for_matching
from .profiles import (
    agrees_now,
    contents_of,
    export_of,
    has_agreed,
    is_agreed,
    last_day_of,
    line_of,
    line_visible_to,
    lines_of,
    main_occupations,
    name_for,
    not_seen,
    occupations_of,
    outstanding,
    people_of,
    profile_of_person,
    profile_visible_to,
    profiles_visible_to,
    spoken_in,
    stale,
    unconfirmed_condition,
    with_agreement,
)
from .suggesting import Suggested, skills_of_occupation, suggestions_for
from .titles import as_data, code_titles, coder_of

__all__ = [
    "EscoState",
    "ProfileLink",
    "Proposals",
    "Suggested",
    "Unknown",
    "agrees_now",
    "as_data",
    "candidates_of",
    "code_titles",
    "coder_of",
    "contents_of",
    "esco_state",
    "europass_of",
    "export_of",
    "has_agreed",
    "is_agreed",
    "last_day_of",
    "line_of",
    "line_visible_to",
    "lines_of",
    "links_of",
    "main_occupations",
    "name_for",
    "not_seen",
    "occupations_of",
    "open_link",
    "outstanding",
    "people_of",
    "profile_of_person",
    "profile_visible_to",
    "profiles_for_matching",
    "profiles_visible_to",
    "proposals_of_cv",
    "proposals_of_own_cv",
    "skills_of_occupation",
    "spoken_in",
    "stale",
    "suggestions_for",
    "unconfirmed_condition",
    "unknown_concepts",
    "with_agreement",
]
