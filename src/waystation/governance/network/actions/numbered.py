"""Numbered editions of registers as of a day: Annex I, the profiles of members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from waystation.foundation.records.saving import add
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.network.models import Annex, Network, ProfileEdition

Rows = list[dict[str, Any]]
E = TypeVar("E", Annex, ProfileEdition)


def issue_next(
    network: Network,
    user: Any,
    kind: type[E],
    rows_on: Callable[[Network, date], Rows],
    changed: Callable[[Rows, Rows], object],
    *,
    unchanged: str,
    code: str,
    verb: str,
) -> E:
    """Store today's ``rows_on`` as the next edition; to be called in a transaction.

    Raises Refusal with ``unchanged`` if it equals the last edition. If two people issue at once
    there is one edition: the second waits, and finds nothing new.
    """
    Network.objects.select_for_update().get(pk=network.pk)
    today = today_in(network.office.zone)
    rows = rows_on(network, today)
    last = kind.objects.filter(office_id=network.office_id).order_by("-number").first()
    if last is not None and not changed(last.rows, rows):
        raise Refusal(unchanged, code=code, number=last.number)
    number = last.number + 1 if last else 1
    edition = kind.begin(user, network.office_id, number=number, as_of=today, rows=rows)
    return add(user, verb, edition, number=number)
