"""Members, answers to calls and contributions as facts, without identities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import standard_of, table_of

from .models import Answer, Contribution, Member

Make = Callable[[Mapping[str, Any]], dict[str, Any]]


def _reader(model: Any, columns: Sequence[Column], names: Sequence[str], make: Make) -> Any:
    def read(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
        """Return the records of an organisation as facts."""
        found = model.objects.filter(organisation_id=organisation)
        if ids is not None:
            found = found.filter(id__in=list(ids))
        rows = found.order_by().values("id", "version", "office_id", *names)
        return table_of(columns, [make(row) for row in rows.iterator(chunk_size=20000)])

    return read


def _member(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **standard_of(dict(row), row["created_at"].date()),
        "country": row["country"],
        "ways": row["ways"],
        "field": row["field"] or None,
        "attachment": row["attachment"] or None,
        "by_public": row["by_public"],
        "mailing": row["mailing_since"] is not None,
        "erased": row["erased_at"] is not None,
    }


MEMBER_COLUMNS = (
    Column("country", "code", N_("Country"), "country"),
    Column("ways", "codes", N_("Ways of contributing")),
    Column("field", "code", N_("Field of work")),
    Column("attachment", "code", N_("Ties to Kosovo")),
    Column("by_public", "yes_no", N_("Registered by themselves")),
    Column("mailing", "yes_no", N_("Agree to be written to")),
    Column("erased", "yes_no", N_("Erased")),
)
MEMBERS = FactTable(
    "diaspora.members",
    N_("Members of the diaspora"),
    "diaspora.Member",
    "diaspora.read",
    MEMBER_COLUMNS,
    _reader(
        Member,
        MEMBER_COLUMNS,
        ("created_at", "country", "ways", "field", "attachment", "by_public", "mailing_since",
         "erased_at"),
        _member,
    ),
)  # fmt: skip


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **standard_of(dict(row), row["created_at"].date()),
        "kind": row["call__kind"],
        "country": row["member__country"],
        "accepted": row["state"] == "accepted",
        "declined": row["state"] == "declined",
    }


ANSWER_COLUMNS = (
    Column("kind", "code", N_("Kind of contribution")),
    Column("country", "code", N_("Country"), "country"),
    Column("accepted", "yes_no", N_("Accepted")),
    Column("declined", "yes_no", N_("Declined")),
)
ANSWERS = FactTable(
    "diaspora.answers",
    N_("Answers to calls for contributions"),
    "diaspora.Answer",
    "diaspora.read",
    ANSWER_COLUMNS,
    _reader(
        Answer,
        ANSWER_COLUMNS,
        ("created_at", "state", "call__kind", "member__country"),
        _answer,
    ),
)


def _contribution(row: Mapping[str, Any]) -> dict[str, Any]:
    amount = row["amount"]
    return {
        **standard_of(dict(row), row["day"]),
        "place": row["places"][0] if len(row["places"]) == 1 else None,
        "kind": row["kind"],
        "country": row["country"],
        "places": row["places"],
        "communities": row["communities"],
        "amount": int(amount) if amount is not None else None,
        "hours": row["hours"],
        "jobs": row["jobs"],
        "done": row["state"] == "done",
        "by_call": row["call_id"] is not None,
    }


CONTRIBUTION_COLUMNS = (
    Column("kind", "code", N_("Kind of contribution")),
    Column("country", "code", N_("From which country"), "country"),
    Column("places", "codes", N_("Municipalities served"), "municipality"),
    Column("communities", "codes", N_("Communities served"), "community"),
    Column("amount", "number", N_("Amount in euro")),
    Column("hours", "number", N_("Hours given")),
    Column("jobs", "number", N_("Jobs created")),
    Column("done", "yes_no", N_("Done")),
    Column("by_call", "yes_no", N_("In answer to a call")),
)
CONTRIBUTIONS = FactTable(
    "diaspora.contributions",
    N_("Contributions of the diaspora"),
    "diaspora.Contribution",
    "diaspora.read",
    CONTRIBUTION_COLUMNS,
    _reader(
        Contribution,
        CONTRIBUTION_COLUMNS,
        ("day", "kind", "country", "places", "communities", "amount", "hours", "jobs", "state",
         "call_id"),
        _contribution,
    ),
)  # fmt: skip
