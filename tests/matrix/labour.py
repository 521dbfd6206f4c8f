"""The addresses of labour, and one of each in Arta's office."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from waystation.foundation.shared.periods import today_in

MARKS = ["mark-of-a-vacancy", "mark-of-a-site", "mark-of-a-placement-round", "mark-of-a-work",
         "mark-of-a-business-survey"]  # fmt: skip
MARKS_OF_THE_ORGANISATION = ["mark-of-an-employer"]


def addresses(address, everyone):
    """Return the rows of labour for the table of all addresses."""
    employer, vacancy = {"employer_id": "employer"}, {"vacancy_id": "vacancy"}
    candidacy, round_ = {"candidacy_id": "candidacy"}, {"round_id": "placement_round"}
    return {
        "labour:home": address("vacancy.read"),
        "labour:employers": address("vacancy.read"),
        "labour:employer_new": address("vacancy.record"),
        "labour:employer": address("vacancy.read", employer),
        "labour:employer_change": address("vacancy.record", employer),
        "labour:site_new": address("vacancy.record", employer),
        "labour:link_new": address("vacancy.record", employer),
        "labour:link_revoke": address("vacancy.record", employer, post_only=True),
        "labour:vacancy_new": address("vacancy.record", employer),
        "labour:vacancies": address("vacancy.read"),
        "labour:vacancy": address("vacancy.read", vacancy),
        "labour:vacancy_change": address("vacancy.record", {"vacancy_id": "draft_vacancy"}),
        "labour:ranked": address("placement.read", vacancy),
        "labour:candidate_add": address("placement.record", vacancy, post_only=True),
        "labour:only": address(
            "placement.read", {"vacancy_id": "vacancy", "condition": "labour_condition"}
        ),
        "labour:transition": address(
            "vacancy.record", {"vacancy_id": "draft_vacancy", "transition": "vacancy_step"}
        ),
        "labour:person_vacancies": address("placement.read", {"person_id": "person"}),
        "labour:candidacies": address("placement.read"),
        "labour:candidacy": address("placement.read", candidacy),
        "labour:record_answer": address("placement.record", candidacy),
        "labour:candidacy_transition": address(
            "placement.record", {"candidacy_id": "candidacy", "transition": "candidacy_step"}
        ),
        "labour:own_link": address("placement.record", {"candidacy_id": "candidacy"}),
        "labour:own_answer": address(everyone, {"secret": "candidacy_secret"}, by_secret="secret"),
        "labour:interest_answered": address("skill.record", candidacy, post_only=True),
        "labour:own_vacancies": address(everyone, {"token": "skills_token"}, by_secret="token"),
        "labour:own_vacancy": address(
            everyone, {"token": "skills_token", "vacancy_id": "vacancy"}, by_secret="token"
        ),
        "labour:own_interest": address(
            everyone, {"token": "skills_token", "vacancy_id": "vacancy"}, post_only=True,
            by_secret="token",
        ),
        "labour:rounds": address("placement.read"),
        "labour:round_new": address("placement.record"),
        "labour:round": address("placement.read", round_),
        "labour:round_again": address("placement.record", round_, post_only=True),
        "labour:round_propose": address("placement.record", round_, post_only=True),
        "labour:round_results": address("placement.read", round_),
        "labour:surveys": address("shortage.read"),
        "labour:survey_new": address("shortage.estimate"),
        "labour:survey_template": address("shortage.read"),
        "labour:survey": address("shortage.read", {"survey_id": "shortage_survey"}),
        "labour:estimate": address(
            "shortage.estimate", {"survey_id": "shortage_survey"}, post_only=True
        ),
        # An employer sees the vacancies of its own company only: all others are not there.
        "labour:employer_home": address("placement.ask"),
        "labour:employer_company": address("placement.ask"),
        "labour:employer_vacancy_new": address("placement.ask"),
        "labour:employer_vacancy": address("placement.ask", vacancy),
        "labour:employer_vacancy_change": address("placement.ask", vacancy),
        "labour:employer_vacancy_submit": address("placement.ask", vacancy, post_only=True),
        "labour:employer_vacancy_withdraw": address("placement.ask", vacancy),
        "labour:employer_ask": address(
            "placement.ask", {"vacancy_id": "vacancy", "candidate": "candidate_token"},
            post_only=True,
        ),
        # Reading and writing share these addresses; they are opened here for reading.
        "api:list_vacancies": address("vacancy.read"),
        "api:draft_vacancy": address("vacancy.read"),
        "api:read_vacancy": address("vacancy.read", vacancy),
        "api:edit_vacancy": address("vacancy.read", vacancy),
        "api:change_vacancy_state": address(
            "vacancy.record", {"vacancy_id": "draft_vacancy", "step": "vacancy_step"},
            post_only=True,
        ),
        "api:ranked_candidates": address("placement.read", vacancy),
        "api:add_candidate": address("placement.read", vacancy),
        "api:list_candidacies": address("placement.read"),
        "api:read_candidacy": address("placement.read", candidacy),
        "api:change_candidacy_state": address(
            "placement.record", {"candidacy_id": "candidacy", "step": "candidacy_step"},
            post_only=True,
        ),
        "api:list_rounds": address("placement.read"),
        "api:begin_round": address("placement.read"),
        "api:read_round": address("placement.read", round_),
        "api:read_results": address("placement.read", round_),
        "api:list_own_vacancies": address("placement.ask"),
        "api:read_own_candidates": address("placement.ask", vacancy),
        "labour:employer_link": address(everyone, {"token": "employer_token"}, by_secret="token"),
    }  # fmt: skip


WRITES = {
    ("POST", "api:list_vacancies"): ("vacancy.record",),
    ("POST", "api:draft_vacancy"): ("vacancy.record",),
    ("PATCH", "api:read_vacancy"): ("vacancy.record",),
    ("PATCH", "api:edit_vacancy"): ("vacancy.record",),
    ("POST", "api:ranked_candidates"): ("placement.record",),
    ("POST", "api:add_candidate"): ("placement.record",),
    ("POST", "api:list_rounds"): ("placement.record",),
    ("POST", "api:begin_round"): ("placement.record",),
}
"""What takes more than the permission by which an address is read."""


def made_for_labour(mission, person_id):
    """Return an employer with a link, a draft, a published vacancy with a candidate, a round."""
    from waystation.registry.privacy import actions as privacy
    from waystation.services.labour import actions
    from waystation.services.labour.queries import supply

    officer = mission.hire("Officer Forlabour", mission.prishtine, "labour_officer")
    employer = actions.record_employer(
        officer, mission.prishtine.id, name="mark-of-an-employer", sector="C", size="small",
        place="xk-prishtine", about="mark-of-a-work", contact_name="mark-of-a-work",
    )  # fmt: skip
    actions.add_site(officer, employer.id, name="mark-of-a-site", place="xk-prishtine")
    said = {
        "title": "mark-of-a-vacancy",
        "occupation": "7212",
        "openings": 1,
        "country": "XK",
        "contract": "permanent",
        "hours": Decimal(40),
        "pay": Decimal(900),
        "starts_on": today_in() + timedelta(days=60),
        "languages": {"de": {"speaking": "B1"}},
        "costs": [{"kind": "travel", "payer": "employer"}],
    }
    drafts = [actions.draft_vacancy(officer, employer.id, **said) for _ in range(2)]
    actions.change_vacancy_state(officer, drafts[0].id, "submit")
    vacancy = actions.publish_vacancy(officer, drafts[0].id)
    privacy.record_consent(
        officer, person_id, purpose="matching", recipient="MSC Prishtinë", fields=["profile"],
        language="en", text_number=1, how="spoken",
    )  # fmt: skip
    candidacy = actions.add_candidate(officer, vacancy.id, person_id)
    made = actions.begin_round(
        officer, mission.prishtine.id, title="mark-of-a-placement-round", mode="stable",
        vacancies=[vacancy.id], seed=7,
    )  # fmt: skip
    actions.run_round(officer, made.id)
    link = actions.make_link(officer, employer.id).link
    analyst = mission.hire("Analyst Forlabour", mission.prishtine, "analyst")
    survey = actions.begin_survey(
        analyst, mission.prishtine.id, title="mark-of-a-business-survey", target=10, frame="C; 40",
        starts_on=today_in(), ends_on=today_in(),
    )  # fmt: skip
    return {
        "employer": employer.id,
        "vacancy": vacancy.id,
        "draft_vacancy": drafts[1].id,
        "vacancy_step": "submit",
        "labour_condition": "language-de",
        "candidacy": candidacy.id,
        "candidacy_step": "lose",
        "candidacy_secret": actions.make_own_link(officer, candidacy.id).token,
        "candidate_token": supply.token_of(vacancy, str(candidacy.id)),
        "placement_round": made.id,
        "shortage_survey": survey.id,
        "employer_token": link.token,
    }
