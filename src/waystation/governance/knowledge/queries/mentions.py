"""Texts that quote a fact: which ones a new vintage makes wrong, and the erratum proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from waystation.analysis.claims import period
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models
from waystation.governance.knowledge.presenting import tokens

from .registers import READ


@dataclass(frozen=True)
class Outdated:
    """A figure in a text whose source has published another value since."""

    mention: models.Mention
    value: Decimal
    vintage: date | None
    source: str
    token: Any = None

    @property
    def erratum(self) -> str:
        """Return the English source of the proposed sentence."""
        return (
            N_("In “{title}”, the figure “{written}” should read {value}: {source} revised it.")
            if self.mention.published
            else N_("Replace “{written}” with {value} in the draft “{title}”.")
        )

    @property
    def words(self) -> dict[str, Any]:
        return {
            "title": self.mention.title, "written": self.mention.written,
            "value": self.said, "source": self.source,
        }  # fmt: skip

    @property
    def said(self) -> str:
        """Return the new value, of a live token with the qualifier of its source."""
        if self.token is None:
            return plain(self.value)
        return tokens.format_fact(self.token.value, self.token.unit, self.token.qualifier)


def plain(value: Decimal) -> str:
    """Return a value in plain digits, without trailing zeros."""
    return f"{value.to_integral() if value == value.to_integral() else value.normalize():f}"


def mentions_visible_to(user: AnyUser) -> QuerySet[models.Mention]:
    """Return the figures quoted in texts of the user's offices."""
    return access.scoped(models.Mention.objects.all(), user, READ)


def mention_visible_to(user: AnyUser, key: Any) -> models.Mention:
    """Return one quoted figure. Raises NotSeen outside the user's scope."""
    row = mentions_visible_to(user).filter(pk=key).first()
    if row is None:
        raise NotSeen(N_("There is no such figure here."), code="mention_unknown")
    return row


def mentions_of(organisation_id: Any, text_kind: str, text_id: str) -> list[models.Mention]:
    """Return the figures recorded of one text; for the app whose text it is."""
    rows = models.Mention.objects.filter(
        organisation_id=organisation_id, text_kind=text_kind, text_id=text_id
    )
    return list(rows.order_by("id"))


def outdated_visible_to(user: AnyUser) -> list[Outdated]:
    """Return every unsettled figure in a text that a newer vintage contradicts, drafts first."""
    rows = mentions_visible_to(user).filter(settled_on__isnull=True).order_by("published", "id")
    found = []
    for one in rows[:2000]:
        newer = _newer(one)
        if newer is not None:
            found.append(newer)
    return found


def _newer(one: models.Mention) -> Outdated | None:
    if one.fact:
        return _newer_token(one)
    values = models.Observation.objects.filter(
        organisation_id=one.organisation_id, series=one.series, geo=one.geo, source=one.source,
    )  # fmt: skip
    if one.year is not None and one.vintage is not None:
        newest = values.filter(year=one.year, vintage__gt=one.vintage).order_by("-vintage").first()
        if newest is not None and newest.value != one.value:
            return Outdated(one, newest.value, newest.vintage, newest.source)
    facts = models.DatedFact.objects.filter(
        organisation_id=one.organisation_id, series=one.series, source=one.source,
        created_at__gt=one.created_at,
    )  # fmt: skip
    for fact in facts.order_by("-created_at", "-id"):
        year = fact_year(fact)
        if (year is None or one.year is None or year == one.year) and fact.value != one.value:
            return Outdated(one, fact.value, fact.vintage, fact.source)
        if year == one.year:
            break
    return None


def _newer_token(one: models.Mention) -> Outdated | None:
    """Return what replaced the very fact that a live token names."""
    from .tokens import newer_tokens, tokens_of

    found = newer_tokens(one.organisation_id, tokens_of(one.organisation_id, [one.fact]))
    newer = found.get(one.fact)
    return Outdated(one, newer.value, newer.vintage, newer.source, newer) if newer else None


def fact_year(fact: models.DatedFact) -> int | None:
    """Return the last year that a dated fact holds for."""
    if fact.as_of_on:
        return fact.as_of_on.year
    return period(fact.as_of).last
