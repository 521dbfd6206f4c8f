"""Vacancies, ranked lists, placements and rounds over HTTP; for employers, their own vacancies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import actions, queries
from .fields import CONTENTS, LOSS, OF_EMPLOYER
from .queries import conditions, demand, portal, ranking, rounds
from .transitions import CANDIDACY_WORKFLOW, VACANCY_WORKFLOW

router = Router(tags=["labour"])
MOST = 200

VacancyStep = Enum("VacancyStep", {name: name for name in VACANCY_WORKFLOW.transitions})  # type: ignore[misc]
CandidacyStep = Enum("CandidacyStep", {name: name for name in CANDIDACY_WORKFLOW.transitions})  # type: ignore[misc]


class CostIn(Schema):
    """Who pays one kind of cost."""

    kind: str = ""
    payer: str = ""
    amount: Decimal | None = None


class VacancyIn(FieldsIn, table=CONTENTS):
    """A vacancy as it is sent; ``languages`` holds the least level by language and activity."""

    employer_id: UUID | None = None
    languages: dict[str, dict[str, str]] = {}
    costs: list[CostIn] = []


class OwnVacancyOut(FieldsOut, table=OF_EMPLOYER):
    """A vacancy as its employer reads it, with skills, languages and who pays each cost."""

    id: UUID
    number: str
    employer_id: UUID
    state: str
    version: int
    published_at: datetime | None
    languages: dict[str, dict[str, str]]
    costs: list[dict[str, Any]]

    @staticmethod
    def resolve_must_have(vacancy: Any) -> list[str]:
        return [one.name for one in vacancy.skills_of(essential=True)]

    @staticmethod
    def resolve_nice_to_have(vacancy: Any) -> list[str]:
        return [one.name for one in vacancy.skills_of(essential=False)]

    @staticmethod
    def resolve_site(vacancy: Any) -> UUID | None:
        found: UUID | None = vacancy.site_id
        return found

    @staticmethod
    def resolve_costs(vacancy: Any) -> list[dict[str, Any]]:
        return list(demand.vacancy_contents(vacancy)["costs"])


class VacancyOut(OwnVacancyOut):
    """A vacancy as its office reads it: with the agency and the pathways."""

    recruiter: UUID | None
    pathways: list[str]

    @staticmethod
    def resolve_recruiter(vacancy: Any) -> UUID | None:
        found: UUID | None = vacancy.recruiter_id
        return found


class CandidateOut(Schema):
    """A candidate on a ranked list, with every reason."""

    profile_id: UUID
    person_id: UUID | None
    rank: int
    score: float
    reasons: dict[str, Any]


class RankedOut(Schema):
    """The current ranked list, and the people that each condition excludes."""

    weights: str
    considered: int
    passing: int
    conditions: list[dict[str, Any]]
    candidates: list[CandidateOut]


class CandidacyOut(Schema):
    """One person on the way to one vacancy."""

    id: UUID
    vacancy_id: UUID
    person_id: UUID
    number: int
    state: str
    reason: str
    reasons: dict[str, Any]
    days: dict[str, date | None]


class CandidacyIn(Schema):
    """The person to select."""

    person_id: UUID | None = None


class StageIn(FieldsIn, table=LOSS):
    """The day of a stage; for an end, the reason too."""


class OwnCandidate(Schema):
    """A candidate as the employer reads them: the name only while the person consents."""

    number: int
    name: str
    state: str
    score: float | None


class RoundIn(Schema):
    """A placement round to run."""

    office_id: UUID | None = None
    title: str = ""
    mode: str = "stable"
    vacancies: list[UUID] = []
    seed: int | None = None
    floors: dict[str, float] = {}
    with_at_work: bool = False


class RoundOut(Schema):
    """What came of a round."""

    id: UUID
    title: str
    mode: str
    seed: int
    state: str
    candidates: int
    placed: int
    total: float | None
    price: float | None
    most: float | None
    digest: str


class Nothing(Schema):
    """This step asks nothing."""


def _values(sent: VacancyIn) -> dict[str, Any]:
    return CONTENTS.read(sent.dict())


@router.get("/vacancies", response=list[VacancyOut], summary="The vacancies of your offices")
def list_vacancies(request: HttpRequest, state: str = "") -> Any:
    """Return the vacancies of your offices, the newest first."""
    user = access.require(request.user, "vacancy.read")
    rows = queries.vacancies_visible_to(user).prefetch_related("skills", "costs").order_by("-id")
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.post("/vacancies", response={201: VacancyOut}, summary="Draft a vacancy")
def draft_vacancy(request: HttpRequest, vacancy: VacancyIn) -> Any:
    """Draft a vacancy. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    user = access.require(request.user, "vacancy.record")
    key = key_of(request)
    employer = vacancy.employer_id or UUID(int=0)
    return Status(201, actions.draft_vacancy(user, employer, key=key, **_values(vacancy)))


@router.get("/vacancies/{uuid:vacancy_id}", response=VacancyOut, summary="One vacancy")
def read_vacancy(request: HttpRequest, vacancy_id: UUID) -> Any:
    """Return one vacancy; 404 outside your offices."""
    access.require(request.user, "vacancy.read")
    return queries.vacancy_visible_to(request.user, vacancy_id)


@router.patch("/vacancies/{uuid:vacancy_id}", response=VacancyOut, summary="Change a vacancy")
def edit_vacancy(request: HttpRequest, vacancy_id: UUID, edit: Edit) -> Any:
    """Change a vacancy that is not published; 409 with both values where two changed the same."""
    seen, proposed = edit.read(CONTENTS)
    return actions.edit_vacancy(request.user, vacancy_id, seen, proposed)


@router.get(
    "/vacancies/{uuid:vacancy_id}/candidates", response=RankedOut, summary="The ranked list"
)
def ranked_candidates(request: HttpRequest, vacancy_id: UUID, at_work: bool = False) -> Any:
    """Return the best candidates now, with reasons, and the people that each gate excludes.

    People who are at work are among them only with ``at_work=true``.
    """
    user = access.require(request.user, "placement.read")
    found = actions.show_list(user, vacancy_id, with_at_work=at_work)
    lines = ranking.lines_of(user, found.ranking.suggestions)
    return {
        "weights": found.ranking.weights,
        "considered": found.ranking.considered,
        "passing": found.ranking.passing,
        "conditions": conditions.conditions_in_words(found.conditions),
        "candidates": [
            {
                "profile_id": line["profile"],
                "person_id": line["person"],
                "rank": line["rank"],
                "score": one.score,
                "reasons": ranking.reasons_of(one),
            }
            for one, line in zip(found.ranking.suggestions, lines, strict=True)
        ],
    }


@router.post(
    "/vacancies/{uuid:vacancy_id}/candidates", response={201: CandidacyOut}, summary="Choose"
)
def add_candidate(request: HttpRequest, vacancy_id: UUID, candidacy: CandidacyIn) -> Any:
    """Choose a person for a published vacancy; an existing candidacy is unchanged."""
    access.require(request.user, "placement.record")
    person = candidacy.person_id or UUID(int=0)
    return Status(201, actions.add_candidate(request.user, vacancy_id, person))


@router.post(
    "/vacancies/{uuid:vacancy_id}/{step}", response=VacancyOut, summary="Review, publish, close"
)
def change_vacancy_state(
    request: HttpRequest, vacancy_id: UUID, step: VacancyStep, nothing: Nothing
) -> Any:
    """Change the state of a vacancy. A cost that a worker would bear stops the publication."""
    return actions.change_vacancy_state(request.user, vacancy_id, step.value)


@router.get(
    "/placements", response=list[CandidacyOut], summary="Who is on the way to which vacancy"
)
def list_candidacies(request: HttpRequest, state: str = "") -> Any:
    """Return the candidacies of your offices, the newest first."""
    user = access.require(request.user, "placement.read")
    rows = queries.candidacies_visible_to(user).order_by("-id")
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.get("/placements/{uuid:candidacy_id}", response=CandidacyOut, summary="One candidacy")
def read_candidacy(request: HttpRequest, candidacy_id: UUID) -> Any:
    """Return one candidacy; 404 outside your offices."""
    access.require(request.user, "placement.read")
    return queries.candidacy_visible_to(request.user, candidacy_id)


@router.post(
    "/placements/{uuid:candidacy_id}/{step}", response=CandidacyOut, summary="Record a stage"
)
def change_candidacy_state(
    request: HttpRequest, candidacy_id: UUID, step: CandidacyStep, stage: StageIn
) -> Any:
    """Record a stage that was reached, or the end with its reason."""
    access.require(request.user, "placement.record")
    values = LOSS.read(stage.dict())
    return actions.change_candidacy_state(request.user, candidacy_id, step.value, **values)


@router.get("/rounds", response=list[RoundOut], summary="The placement rounds of your offices")
def list_rounds(request: HttpRequest) -> Any:
    """Return the rounds of your offices, the newest first."""
    user = access.require(request.user, "placement.read")
    return queries.rounds_visible_to(user).order_by("-id")[:MOST]


@router.post("/rounds", response={201: RoundOut}, summary="Begin a placement round")
def begin_round(request: HttpRequest, round: RoundIn) -> Any:
    """Begin a round; it runs in the background. Without a seed one is drawn and returned."""
    user = access.require(request.user, "placement.record")
    given = round.dict()
    office = given.pop("office_id")
    if office is None:
        raise Refusal(N_("Choose the office."), field="office_id", code="office")
    return Status(201, actions.begin_round(user, office, **given))


@router.get("/rounds/{uuid:round_id}", response=RoundOut, summary="What came of a round")
def read_round(request: HttpRequest, round_id: UUID) -> Any:
    """Return one round; 404 outside your offices."""
    access.require(request.user, "placement.read")
    return queries.round_visible_to(request.user, round_id)


@router.get("/rounds/{uuid:round_id}/results", summary="Where each goes, or why nowhere")
def read_results(request: HttpRequest, round_id: UUID) -> Any:
    """Return for each candidate of a round the vacancy, or the reason."""
    access.require(request.user, "placement.read")
    made = queries.round_visible_to(request.user, round_id)
    names = ("person_id", "vacancy_id", "score", "lottery", "reason")
    return list(rounds.results_of(made).order_by("id").values(*names))


@router.get("/own/vacancies", response=list[OwnVacancyOut], summary="The vacancies of your company")
def list_own_vacancies(request: HttpRequest) -> Any:
    """Return the vacancies of the employer that you speak for."""
    user = access.require(request.user, "placement.ask")
    employer = demand.employer_of_user(user)
    return [] if employer is None else employer.vacancies.order_by("-id")[:MOST]


@router.get(
    "/own/vacancies/{uuid:vacancy_id}/candidates",
    response=list[OwnCandidate],
    summary="The candidates of your vacancy",
)
def read_own_candidates(request: HttpRequest, vacancy_id: UUID) -> Any:
    """Return the candidates of your own vacancy: a name only while the person consents."""
    user = access.require(request.user, "placement.ask")
    employer = demand.employer_of_user(user)
    if employer is None:
        raise portal.not_seen()
    return actions.read_own_candidates(user, portal.own_vacancy(employer, vacancy_id))
