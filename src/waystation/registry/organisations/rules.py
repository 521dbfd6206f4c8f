"""What an organisation is, decided without a database."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

# The kinds that belong to the United Nations system; the second are its specialised agencies
# that are financial institutions, named apart because a rotation may ask about them.
UN_KINDS = ("un_system", "un_finance")


def refusal_of_entity(name: str, kind: str, kinds: set[str]) -> Refusal | None:
    """Say why an organisation cannot be kept: it needs a name and a known kind."""
    if not name.strip():
        return Refusal(N_("Give the organisation's name."), field="name", code="name_missing")
    if kind not in kinds:
        return Refusal(
            N_("Choose what kind of organisation this is."), field="kind", code="kind_unknown"
        )
    return None


def refusal_of_focal_point(
    name: str, starts_on: date, ends_on: date | None, has_account: bool
) -> Refusal | None:
    """Say why somebody cannot be named focal point: a name or an account, and days in order."""
    if not name.strip() and not has_account:
        return Refusal(
            N_("Name the person, or choose the account they sign in with."),
            field="name",
            code="focal_point_unnamed",
        )
    if ends_on is not None and ends_on < starts_on:
        return Refusal(
            N_("The last day lies before the first day."), field="ends_on", code="days_reversed"
        )
    return None
