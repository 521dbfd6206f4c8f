"""Actions on employers, vacancies, candidacies, rounds and shortages."""

from .demand import (
    change_vacancy_state,
    draft_vacancy,
    edit_vacancy,
    publish_vacancy,
    suspend_vacancies,
)
from .employers import (
    add_site,
    answer_five_questions,
    edit_employer,
    make_link,
    open_link,
    record_employer,
    revoke_link,
)
from .own import answer_interest, say_interest
from .people import erase_person, move_person, stop_for_consent
from .pipeline import (
    add_candidate,
    answer_request,
    ask_for_contact,
    change_candidacy_state,
    make_own_link,
    record_answer,
    take_back_answer,
)
from .portal import (
    draft_own_vacancy,
    edit_own_vacancy,
    read_own_candidates,
    submit_own_vacancy,
    withdraw_own_vacancy,
)
from .ranking import show_list, show_list_to_employer
from .rounds import begin_round, propose_results, run_again, run_round
from .shortages import begin_survey, estimate_shortages, upload_template

__all__ = [
    "add_candidate",
    "add_site",
    "answer_five_questions",
    "answer_interest",
    "answer_request",
    "ask_for_contact",
    "begin_round",
    "begin_survey",
    "change_candidacy_state",
    "change_vacancy_state",
    "draft_own_vacancy",
    "draft_vacancy",
    "edit_employer",
    "edit_own_vacancy",
    "edit_vacancy",
    "erase_person",
    "estimate_shortages",
    "make_link",
    "make_own_link",
    "move_person",
    "open_link",
    "propose_results",
    "publish_vacancy",
    "read_own_candidates",
    "record_answer",
    "record_employer",
    "revoke_link",
    "run_again",
    "run_round",
    "say_interest",
    "show_list",
    "show_list_to_employer",
    "stop_for_consent",
    "submit_own_vacancy",
    "suspend_vacancies",
    "take_back_answer",
    "upload_template",
    "withdraw_own_vacancy",
]
