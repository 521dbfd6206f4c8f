"""Job titles over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from . import actions, queries

router = Router(tags=["skills"])


class TitlesIn(Schema):
    """Titles to code, and in which language the occupations are named: en, sq, sr."""

    titles: list[str] = []
    most: int = Field(5, ge=1, le=20)
    language: str = Field("en", max_length=12)


class ChoiceOut(Schema):
    code: str
    name: str
    score: float
    label: str


class CodingOut(Schema):
    """``verdict``: accepted (with its code), ask (a person chooses), or none (nothing is near)."""

    title: str
    verdict: str
    code: str
    name: str
    choices: list[ChoiceOut]


class PairIn(Schema):
    """What a title means. Both are asked for by the rule, after the permission."""

    title: str = ""
    code: str = ""


class PairOut(Schema):
    title: str
    code: str


@router.post("/titles", response=list[CodingOut], summary="Code job titles to ISCO-08")
def code_titles(request: HttpRequest, asked: TitlesIn) -> Any:
    """Return one coding for each title, in their order."""
    found = queries.coded(request.user, asked.titles, most=asked.most)
    return [queries.as_data(one, asked.language) for one in found]


@router.post("/titles/confirmed", response=PairOut, summary="Confirm what a title means")
def confirm_title(request: HttpRequest, pair: PairIn) -> Any:
    """Record that a title means an occupation; it is accepted without asking from then on."""
    return actions.confirm_title(request.user, pair.title, pair.code)
