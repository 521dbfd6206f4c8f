"""Which titles may be coded and confirmed."""

from __future__ import annotations

from collections.abc import Container, Sequence

from waystation.analysis.matching import fold
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MOST_TITLES = 2000  # in one request
LONGEST_TITLE = 200


def refusal_of_titles(titles: Sequence[str]) -> Refusal | None:
    """Refuse no titles, too many, or one that is no title for its length."""
    if not [title for title in titles if title.strip()]:
        return Refusal(N_("Write at least one job title."), field="titles", code="no_titles")
    if len(titles) > MOST_TITLES:
        return Refusal(
            N_("These are {count} titles; code at most {most} at once."),
            field="titles",
            code="too_many_titles",
            count=len(titles),
            most=MOST_TITLES,
        )
    for line, title in enumerate(titles, 1):
        if len(title) > LONGEST_TITLE:
            return Refusal(
                N_("Title {line} has more than {most} characters. Shorten it."),
                field="titles",
                code="title_too_long",
                line=line,
                most=LONGEST_TITLE,
            )
    return None


def refusal_of_pair(title: str, code: str, codes: Container[str]) -> Refusal | None:
    """Refuse a pair whose title has no letters or whose code is not an occupation."""
    if not fold(title):
        return Refusal(N_("Write a job title."), field="title", code="no_title")
    if len(title) > LONGEST_TITLE:
        return Refusal(
            N_("Use at most {most} characters."), field="title", code="title_too_long",
            most=LONGEST_TITLE,
        )  # fmt: skip
    if code not in codes:
        return Refusal(
            N_("There is no occupation “{given}” in ISCO-08."), field="code", code="no_occupation",
            given=code,
        )  # fmt: skip
    return None
