"""Reasons for an estimate's flags, as sentences with a code for translation."""

from __future__ import annotations

from typing import Any

from waystation.foundation.shared.words import N_

SENTENCES = {
    "too_few": N_("n = {n} is below {minimum} answers"),
    "imprecise": N_("the relative standard error is {percent} % or more"),
    "nobody": N_("no answers in this domain"),
    "base_zero": N_("the base adds up to zero"),
    "no_error": N_("the standard error cannot be measured"),
    "no_freedom": N_("no degree of freedom is left for an interval: one unit in each stratum"),
    "replicates_lost": N_(
        "some replicates have no one in this domain: the standard error is too small"
    ),
    "edge": N_("the share is 0 or 1, or its se is 0: Korn–Graubard limits"),
    "fixed_share": N_("no sampling error: the design fixes this share"),
    "limit_outside": N_("a limit lies beyond the smallest or the largest answer"),
}


class Note(str):
    """A note in English that knows its code and its values, so that it can be kept and said again.

    >>> note = Note("too_few", n=4, minimum=30)
    >>> note, note.code, note.values
    ('n = 4 is below 30 answers', 'too_few', {'n': 4, 'minimum': 30})
    """

    code: str
    values: dict[str, Any]

    def __new__(cls, code: str, **values: Any) -> Note:
        made = super().__new__(cls, SENTENCES[code].format(**values))
        made.code, made.values = code, values
        return made

    @property
    def sentence(self) -> str:
        """Return the English source sentence with its braces."""
        return SENTENCES[self.code]

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.code,), self.values
