"""A model's declaration of the personal data that it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Privacy:
    """A model's personal data. Every model sets ``privacy``; a test checks it.

    ``purpose`` is the reason for holding the data, in a sentence that one could read to the person;
    ``personal`` names the fields with personal data; ``sealed`` those of them that are encrypted at
    rest, ``hashed`` those stored as keyed hashes only. A model without personal data says why:
    ``Privacy.none("A counter.")``.
    """

    purpose: str
    personal: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    hashed: tuple[str, ...] = ()

    @classmethod
    def none(cls, why: str) -> Privacy:
        """Declare a model without personal data."""
        return cls(purpose=why)
