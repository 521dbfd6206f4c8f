"""The engine's messages as codes with an English sentence, which the caller translates.

An expression that cannot be read raises :class:`WrongExpression`; a form, a list or a submission
that cannot be read raises a Refusal made by :func:`unreadable`. Both have a ``sentence`` (the
English source string) and ``values`` for its braces; a value may itself be such a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

SENTENCES = {
    "required": N_("“{question}” must be answered."),
    "relevant": N_("“{question}” is answered although the form did not ask it."),
    "constraint": N_("The answer to “{question}” is not allowed by the form. {message}"),
    "type": N_("The answer to “{question}” is not of the type {type}."),
    "choice": N_("The answer to “{question}” is not one of its choices."),
    "range": N_("The answer to “{question}” is not within the range that the form allows."),
    "calculate": N_("The value of “{question}” is not what the form calculates."),
    "count": N_("“{question}” is not repeated as many times as the form asks."),
    "unknown": N_("“{question}” is not in this version of the form."),
    "twice": N_("“{question}” is there twice, but the form does not repeat it."),
    "rule": N_("The {column} rule of “{question}” could not be evaluated: {message}"),
    "size": N_("This submission has too many repetitions to be checked by the form's rules."),
    "file": N_("The file of “{question}” has not arrived yet."),
}
"""What is wrong with an answer, by the kind of the problem (:class:`.answers.Problem`)."""
SENTENCES_OF_TYPES = {
    "int": N_("The answer to “{question}” must be a whole number."),
    "integer": N_("The answer to “{question}” must be a whole number."),
    "decimal": N_("The answer to “{question}” must be a number."),
    "date": N_("The answer to “{question}” must be a date."),
    "time": N_("The answer to “{question}” must be a time."),
    "dateTime": N_("The answer to “{question}” must be a date and a time."),
}
"""The sentence of a problem of the kind "type", for the types that people write themselves."""

EXPRESSIONS = {
    "empty": N_("The expression is empty."),
    "too_long": N_("The expression is too long."),
    "too_deep": N_("The expression is nested too deeply."),
    "ends_early": N_("The expression ends too early."),
    "unreadable": N_("Cannot read “{text}”."),
    "operator_missing": N_("An operator is missing before “{text}”."),
    "variable": N_("“{text}” is a variable, which forms do not have."),
    "reference": N_("“{text}” is a reference of XLSForm, which an expression cannot read."),
    "unexpected": N_("“{text}” was not expected."),
    "expected": N_("“{mark}” was expected, not “{text}”."),
    "ended": N_("“{mark}” was expected before the end."),
    "axis": N_("“{axis}::” is not supported."),
    "name_expected": N_("A name was expected in the path."),
    "path_expected": N_("A path was expected instead of a value."),
    "function_unknown": N_("The function {name}() is not known."),
    "function_foreign": N_("{name}() is a function of {product}, which is not supported."),
    "arguments": N_("{name}() cannot have {count} arguments."),
    "values": N_("It cannot be evaluated with these answers."),
    "digest": N_("digest() does not know {method}."),
    "not_a_date": N_("A value that should be a date is none."),
    "list_missing": N_("A list that it takes a value from is not attached to this form."),
    "search_kind": N_("search() does not know “{kind}”."),
    "pattern": N_("The pattern of regex() cannot be read: {text}"),
    "pattern_long": N_("The pattern of regex() is too long."),
    "pattern_slow": N_("The pattern of regex() takes too long."),
    "rule_slow": N_("The rule takes too long with these answers."),
    "rules_slow": N_("The rules of this form take too long with these answers."),
}


class WrongExpression(ValueError):
    """An expression cannot be read or evaluated; ``code`` is a key of EXPRESSIONS."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        self.sentence = EXPRESSIONS[code]
        super().__init__(self.sentence.format(**values))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, self.values)


def _again(kind: type[WrongExpression], code: str, values: dict[str, Any]) -> WrongExpression:
    return kind(code, **values)


@dataclass(frozen=True)
class Note:
    """Something the uploader should know about a form that was accepted."""

    code: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)

    def in_english(self) -> str:
        return self.sentence.format(**self.values)

    def __str__(self) -> str:
        return self.in_english()

    def as_json(self) -> dict[str, Any]:
        """Return the note as it is stored: its code, its English source string, its values."""
        values = {name: _as_json(value) for name, value in self.values.items()}
        return {"code": self.code, "sentence": self.sentence, "values": values}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Note:
        values = {
            name: cls.from_json(value) if isinstance(value, dict) else value
            for name, value in data["values"].items()
        }
        return cls(data.get("code", ""), data["sentence"], values)


def _as_json(value: Any) -> Any:
    return value.as_json() if isinstance(value, Note) else value


def reason_of(problem: Mapping[str, Any]) -> Note | None:
    """Return why a rule could not be evaluated, from a problem as it is stored."""
    code = problem.get("reason", "")
    if code not in EXPRESSIONS:
        return None
    return Note(code, EXPRESSIONS[code], dict(problem.get("values", {})))


def unreadable(sentence: str, *, code: str = "form_unreadable", **values: Any) -> Refusal:
    """Return the refusal of a form or of a list that belongs to it."""
    return Refusal(sentence, field="file", code=code, **values)
