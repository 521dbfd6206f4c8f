"""Employers and vacancies; candidacies; ranked lists and rounds; shortages."""

from .demand import Employer, EmployerLink, Site, Vacancy, VacancyCost, VacancySkill
from .matches import Floor, MatchingRound, RankedList, RoundResult, RoundVacancy, Suggestion
from .pipeline import Candidacy, CandidacyLink
from .shortages import FrameRow, Shortage, ShortageSurvey, SurveyEstimate

__all__ = [
    "Candidacy",
    "CandidacyLink",
    "Employer",
    "EmployerLink",
    "Floor",
    "FrameRow",
    "MatchingRound",
    "RankedList",
    "RoundResult",
    "RoundVacancy",
    "Shortage",
    "ShortageSurvey",
    "Site",
    "Suggestion",
    "SurveyEstimate",
    "Vacancy",
    "VacancyCost",
    "VacancySkill",
]
