"""Validation of organisations, without a database."""

from __future__ import annotations

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.words import N_

# The kinds that belong to the United Nations system; the second are its specialised agencies
# that are financial institutions, named apart because a rotation may ask about them.
UN_KINDS = ("un_system", "un_finance")


def refusal_of_second(known: bool, name: str) -> Refusal | None:
    """Refuse a name that another organisation has."""
    if not known:
        return None
    return Conflict(
        N_("{name} already exists. Open it and change it."), code="entity_known", name=name
    )


def refusal_of_unnamed(name: str, has_account: bool) -> Refusal | None:
    """Refuse a focal point who is neither named nor has an account."""
    if name.strip() or has_account:
        return None
    return Refusal(
        N_("Name the person, or choose the account they sign in with."),
        field="name",
        code="focal_point_unnamed",
    )
