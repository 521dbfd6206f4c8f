"""Every read of employers, vacancies and candidacies. The user comes first."""

from .demand import (
    clearance_of,
    clearances_of,
    employer_of_user,
    employer_visible_to,
    employers_visible_to,
    open_vacancies,
    organisation_panel,
    organisations_to_record,
    recruiters_to_choose,
    refusals_to_recruit,
    skill_names,
    vacancies_visible_to,
    vacancy_contents,
    vacancy_visible_to,
)
from .outstanding import outstanding_of
from .people import export_of, timeline_of
from .pipeline import (
    CandidacyLink,
    candidacies_visible_to,
    candidacy_of_link,
    candidacy_visible_to,
    consents_to,
    durations_of,
    losses_shown_to,
    names_readable,
    phones_readable,
)
from .rounds import round_visible_to, rounds_visible_to

__all__ = [
    "CandidacyLink",
    "candidacies_visible_to",
    "candidacy_of_link",
    "candidacy_visible_to",
    "clearance_of",
    "clearances_of",
    "consents_to",
    "durations_of",
    "employer_of_user",
    "employer_visible_to",
    "employers_visible_to",
    "export_of",
    "losses_shown_to",
    "names_readable",
    "open_vacancies",
    "organisation_panel",
    "organisations_to_record",
    "outstanding_of",
    "phones_readable",
    "recruiters_to_choose",
    "refusals_to_recruit",
    "round_visible_to",
    "rounds_visible_to",
    "skill_names",
    "timeline_of",
    "vacancies_visible_to",
    "vacancy_contents",
    "vacancy_visible_to",
]
