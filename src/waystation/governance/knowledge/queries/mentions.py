"""Texts that quote a fact: those that a new vintage outdates, with the proposed erratum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models
from waystation.governance.knowledge.presenting import tokens

from .newer import Facts, QuotedValue, fact_year, newer_values
from .registers import READ
from .tokens import facts_quoted, newer_tokens, tokens_of

MOST = 2000


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
            "value": self.value_text, "source": self.source,
        }  # fmt: skip

    @property
    def value_text(self) -> str:
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
    mentions = list(rows[:MOST])
    found: dict[UUID, Outdated] = {}
    for organisation_id in {one.organisation_id for one in mentions}:
        own = [one for one in mentions if one.organisation_id == organisation_id]
        quoted = sorted({one.fact for one in own if one.fact})
        facts = facts_quoted(organisation_id, quoted, ((one.series, one.source) for one in own))
        found |= _outdated_tokens(organisation_id, [one for one in own if one.fact], facts)
        found |= _outdated_values(organisation_id, [one for one in own if not one.fact], facts)
    return [found[one.id] for one in mentions if one.id in found]


def _outdated_tokens(
    organisation_id: UUID, mentions: Sequence[models.Mention], facts: Facts
) -> dict[UUID, Outdated]:
    """Return the live tokens whose very fact was replaced."""
    quoted = tokens_of(organisation_id, sorted({one.fact for one in mentions}), facts)
    newer = newer_tokens(organisation_id, quoted, facts)
    return {
        one.id: Outdated(one, token.value, token.vintage, token.source, token)
        for one in mentions
        if (token := newer.get(one.fact)) is not None
    }


def _outdated_values(
    organisation_id: UUID, mentions: Sequence[models.Mention], facts: Facts
) -> dict[UUID, Outdated]:
    """Return the figures of a series of which the source says something else by now."""
    seen = {one.id: value for one in mentions if (value := _quoted_value(one)) is not None}
    values = newer_values(organisation_id, seen.values())
    found = {}
    for one in mentions:
        newest = values.get(seen[one.id]) if one.id in seen else None
        if newest is not None and newest.value != one.value:
            found[one.id] = Outdated(one, newest.value, newest.vintage, newest.source)
        elif (fact := _contradicting(one, facts)) is not None:
            found[one.id] = Outdated(one, fact.value, fact.vintage, fact.source)
    return found


def _quoted_value(one: models.Mention) -> QuotedValue | None:
    if one.year is None or one.vintage is None:
        return None
    return QuotedValue(one.series, one.geo, one.source, one.year, one.vintage)


def _contradicting(one: models.Mention, facts: Facts) -> models.DatedFact | None:
    """Return the latest fact of the same source and year, entered since, with another value."""
    for fact in facts.since(one.series, one.source, one.created_at):
        year = fact_year(fact)
        if (year is None or one.year is None or year == one.year) and fact.value != one.value:
            return fact
        if year == one.year:
            break
    return None
