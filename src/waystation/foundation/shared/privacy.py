"""What a model does with personal data, declared beside its fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Privacy:
    """What a model does with personal data. Every model says it in ``privacy``; a test asks.

    ``purpose`` is the reason why the data are kept, in a sentence that one could read to the
    person; ``personal`` names the fields that say something about a person; ``sealed`` those
    of them that are encrypted at rest, ``hashed`` those kept as keyed hashes only. A model
    without personal data says so, and why: ``Privacy.none("A counter.")``.
    """

    purpose: str
    personal: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    hashed: tuple[str, ...] = ()

    @classmethod
    def none(cls, why: str) -> Privacy:
        """Declare a model that holds nothing about anybody."""
        return cls(purpose=why)
