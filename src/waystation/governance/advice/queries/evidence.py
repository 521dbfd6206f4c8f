"""Evidence for advice: figures of published reports, survey findings, dated facts.

Each source returns a piece of evidence in its current state; the recommendation stores that
permanently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rfc8785

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import numbers
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.knowledge.presenting.tokens import format_fact_with_unit
from waystation.governance.reports import queries as published
from waystation.governance.results.presenting import period_in_words
from waystation.governance.results.queries.labels import code_name


@dataclass(frozen=True)
class Cited:
    """A piece of evidence as it is stored: content, date and source."""

    kind: str
    key: str
    title: str
    said: str
    as_of: str
    source: str
    content: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content's RFC 8785 JSON."""
        return hashlib.sha256(rfc8785.dumps(dict(self.content))).hexdigest()

    def as_columns(self) -> dict[str, Any]:
        """Return the columns that the recommendation stores."""
        return {**vars(self), "content": dict(self.content), "digest": self.digest}


def cite(user: AnyUser, kind: str, key: str) -> Cited:
    """Return the evidence with this ``kind`` and ``key``, as visible to this user.

    Keys: "<edition>/<number>" of a figure, "<source>:<key>" of a finding, the key of a fact. Raises
    Refusal for an unknown kind, NotSeen for evidence that does not exist or is not visible.
    """
    readers = {"figure": _figure, "finding": _finding, "fact": _fact}
    if kind not in readers:
        raise Refusal(
            N_("Choose what kind of evidence this is."), field="kind", code="kind_unknown"
        )
    return readers[kind](user, key.strip())


def _not_there() -> NotSeen:
    return NotSeen(
        N_("There is no such evidence. Choose it from the list."), code="evidence_unknown"
    )


def _figure(user: AnyUser, key: str) -> Cited:
    edition, _, number = key.partition("/")
    try:
        opened = published.figure_of(user, UUID(edition), int(number))
    except ValueError:
        raise _not_there() from None
    figure, definition, row = opened["figure"], opened["definition"], opened["edition"].row
    if figure["state"] == "hidden":
        raise Refusal(
            N_(
                "This number is suppressed to protect individuals, so it cannot be cited as "
                "evidence."
            ),
            field="key",
            code="figure_hidden",
        )
    if refusal := published.refusal_to_cite(opened, "key"):
        raise refusal
    return Cited(
        "figure",
        f"{row.id}/{figure['n']}",
        _title(figure, definition)[:300],
        _format_figure(figure, definition),
        str(figure["period"])[:60],
        f"{row.title} ({row.number})"[:300],
        {**figure, "edition_digest": row.digest},
    )


def _title(figure: Mapping[str, Any], definition: Mapping[str, Any]) -> str:
    title = definition.get("title") or {}
    return str(title.get("en") or figure["indicator"])


def _format_figure(figure: Mapping[str, Any], definition: Mapping[str, Any]) -> str:
    value = figure["value"]
    if value is None:
        return "–"
    if definition.get("numerator") is not None:
        return f"{value:.0%}"
    return numbers.format_number(value)


def _finding(user: AnyUser, key: str) -> Cited:
    offered = dict(published.findings_offered(user))
    if key not in offered:
        raise _not_there()
    source, _, inner = key.partition(":")
    read = contributions.functions("findings")[source]
    found = read(access.signed_in(user).organisation_id, inner)
    if not found:
        raise _not_there()
    shares = [
        f"{row['label']}: {row['value']:.0%}" for row in found["rows"] if row["value"] is not None
    ]
    return Cited(
        "finding",
        key[:200],
        str(found["title"])[:300],
        "; ".join(shares)[:300],
        f"{found['starts_on']} – {found['ends_on']}"[:60],
        f"{found['study']}, {found['round']}"[:300],
        {name: value for name, value in found.items() if name != "provenance"},
    )


def _fact(user: AnyUser, key: str) -> Cited:
    try:
        beside = knowledge.facts_of_same_series(user, UUID(key))
    except ValueError:
        raise _not_there() from None
    found = next(row for row in beside if str(row["id"]) == str(UUID(key)))
    content = {name: str(value if value is not None else "") for name, value in found.items()}
    return Cited(
        "fact",
        str(found["id"]),
        found["label"][:300],
        _fact_text(found)[:300],
        str(found["as_of"] or found["as_of_on"] or "")[:60],
        found["source"][:300],
        content,
    )


def _fact_text(row: Mapping[str, Any]) -> str:
    return format_fact_with_unit(row["value"], row["unit"], row["qualifier"])


def citable_evidence(user: AnyUser) -> dict[str, list[tuple[str, str]]]:
    """Return the evidence that this user may cite by kind: key and title.

    Figures are selected from an edition, so ``figure`` lists the editions; then use ``figures_of``.
    """
    return {
        "figure": [
            (str(row["id"]), f"{row['title']} ({row['number']})")
            for row in published.published_editions(user)[:60]
        ],
        "finding": published.findings_offered(user),
        "fact": [
            (str(row["id"]), f"{row['label']}: {_fact_text(row)} ({row['source']})")
            for row in knowledge.entries_of_register(user, knowledge.FACTS, most=300)
        ],
    }


def figures_of(user: AnyUser, edition: UUID) -> list[tuple[str, str]]:
    """Return an edition's figures that advice may cite: key and description."""
    read = published.edition_visible_to(user, edition)
    found = []
    for figure in read.content["figures"]:
        definition = read.content["definitions"][f"{figure['indicator']} {figure['version']}"]
        opened = {"edition": read, "figure": figure, "definition": definition}
        if figure["state"] == "hidden" or published.refusal_to_cite(opened, "key"):
            continue
        narrowed = {
            **figure["where"],
            **dict(zip(figure["dimensions"], figure["key"], strict=False)),
        }
        where = [
            code_name(definition["source"], read.row.organisation_id, dimension, str(code))
            for dimension, code in narrowed.items()
        ]
        parts = [_title(figure, definition), period_in_words(figure["period"]), *where]
        label = f"{' · '.join(parts)}: {_format_figure(figure, definition)}"
        found.append((f"{read.row.id}/{figure['n']}", label))
    return found
