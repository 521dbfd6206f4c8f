"""Coding titles against everyday titles and those that the organisation has learnt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from waystation.analysis.matching import Coding, Label, TitleCoder
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import refuse
from waystation.registry.skills.models import LearnedTitle
from waystation.registry.skills.occupations import occupation_name, shipped_labels
from waystation.registry.skills.rules import titles as rules


@lru_cache(maxsize=8)
def _coder(learned: tuple[tuple[str, str], ...]) -> TitleCoder:
    return TitleCoder(shipped_labels(), [Label(code, title) for title, code in learned])


def coder_of(organisation_id: UUID | None) -> TitleCoder:
    """Return the coder of an organisation; without one, of the shipped titles alone."""
    if organisation_id is None:
        return _coder(())
    rows = LearnedTitle.objects.filter(organisation_id=organisation_id).order_by("folded")
    return _coder(tuple(rows.values_list("title", "code")))


def code_titles(user: access.AnyUser, titles: Sequence[str], *, most: int = 5) -> list[Coding]:
    """Return what titles are coded to. Raises NotAllowed, Refusal for none or too many."""
    me = access.require(user, "title.code")
    refuse([rules.refusal_of_titles(titles)])
    return coder_of(me.organisation_id).code(titles, most=most)


def as_data(coding: Coding, language: str = "en") -> dict[str, object]:
    """Return a coding as plain JSON, as the API and the command answer it."""
    return {
        "title": coding.title,
        "verdict": coding.verdict,
        "code": coding.code,
        "name": occupation_name(coding.code, language) if coding.code else "",
        "choices": [
            {
                "code": one.code,
                "name": occupation_name(one.code, language),
                "score": one.score,
                "label": one.label,
            }
            for one in coding.choices
        ],
    }
