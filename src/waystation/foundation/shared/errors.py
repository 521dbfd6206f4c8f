"""Refusals: rules raise them with a sentence, entry points show it."""

from __future__ import annotations

import copyreg
from collections.abc import Iterable
from typing import Any

from .words import N_, fill_in


class Refusal(Exception):
    """A refused action, with a sentence that says what is wrong and what to do.

    ``sentence`` is the English source string (marked with :func:`words.N_`, so that it is
    translated at the entry point); ``values`` fill its ``{braces}``, a day as a date, which each
    language writes its own way; ``field`` names the form field it belongs to; ``code`` is stable
    and meant for machines. ``paragraph`` names the paragraph of a governing text that the refusal
    is based on; ``working_rule`` the organisation's own rule if that text says nothing. The entry
    points link to either, and never present a working rule as part of the text. ``details`` is
    further JSON for programs, which the API adds to its answer.
    """

    status = 422

    def __init__(
        self,
        sentence: str,
        *,
        field: str | None = None,
        code: str = "refused",
        paragraph: str = "",
        working_rule: str = "",
        **values: Any,
    ) -> None:
        self.sentence = sentence
        self.field = field
        self.code = code
        self.paragraph = paragraph
        self.working_rule = working_rule
        self.values = values
        self.details: dict[str, Any] = {}
        super().__init__(self.in_english())

    @property
    def all(self) -> list[Refusal]:
        """Return what is refused: this, or each of several refusals raised together."""
        return [self]

    def in_english(self) -> str:
        """Return the sentence with its values in English."""
        return fill_in(self.sentence, self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class Refusals(Refusal):
    """Several refusals at once, so that a form can show all of them beside their fields."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = refusals
        first = refusals[0]
        super().__init__(
            first.sentence,
            field=first.field,
            code=first.code,
            paragraph=first.paragraph,
            working_rule=first.working_rule,
            **first.values,
        )

    @property
    def all(self) -> list[Refusal]:
        return self.refusals


def refuse(refusals: Iterable[Refusal | None]) -> None:
    """Raise all refusals that are not None, together; return if there are none."""
    raised = [one for one in refusals if one is not None]
    if raised:
        raise raised[0] if len(raised) == 1 else Refusals(raised)


class TooFast(Refusal):
    """Too many attempts within a short time; the action is possible later."""

    status = 429


class NotAllowed(Refusal):
    """The user may see this but may not do that."""

    status = 403


class NotSeen(Refusal):
    """Outside the user's scope, or nonexistent: the user cannot tell which."""

    status = 404


def not_seen() -> NotSeen:
    """Return the same refusal for a missing record and one outside the user's offices."""
    return NotSeen(N_("There is no such record in your offices."), code="not_seen")


class Over(Refusal):
    """It was there for a time, which is over."""

    status = 410


class Conflict(Refusal):
    """The same key with different content, or a field that someone else changed meanwhile.

    ``fields`` maps each disputed field to its current and its proposed value.
    """

    status = 409

    def __init__(
        self,
        sentence: str,
        *,
        fields: dict[str, tuple[Any, Any]] | None = None,
        code: str = "conflict",
        **values: Any,
    ) -> None:
        self.fields = fields or {}
        super().__init__(sentence, code=code, **values)


class Unavailable(Refusal):
    """A temporary error: a full disk or a locked database. The same request may succeed later."""

    status = 503
    retry_after = 10  # seconds

    def __init__(self, sentence: str, *, code: str = "unavailable", **values: Any) -> None:
        super().__init__(sentence, code=code, **values)
