"""The field table of a record: each field is declared once, with everything that uses it.

It defines the form, the confirmation page, the detail page, the list with filters and export, the
input of the API and of phone forms, the validation of codes, and the columns of the facts. An app
declares one table per record in its ``fields.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from waystation.foundation.documents import numbers
from waystation.foundation.shared import facts
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.refusals import (
    DECLINED,
    blank,
    choice,
    integer,
    max_length,
    reason,
)
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_

from . import codes, plain

Kind = Literal[
    "text", "long_text", "code", "codes", "yes_no", "number", "decimal", "date", "moment", "key"
]
LONGEST = {"text": 200, "long_text": 4000}
BLANK: dict[str, Any] = {"text": "", "long_text": "", "code": "", "codes": (), "yes_no": False}
FACT_KINDS: dict[str, facts.ColumnKind] = {
    "code": "code",
    "codes": "codes",
    "yes_no": "yes_no",
    "number": "number",
    "date": "date",
}


@dataclass(frozen=True)
class Field:
    """One field of a record.

    ``label`` is the question (English source); ``heading`` a shorter name for lists, charts and
    facts. ``code_list`` or ``choices`` define the possible answers. A ``sealed`` field is encrypted
    at rest. ``rare`` fields are collapsed in the form. ``most`` is the maximum length of a text.
    ``listed`` fields are columns of the list, ``filtered`` ones are filters. An ``identifying``
    answer is deleted when the person is erased; the others remain for statistics.
    A ``money`` field is shown with cents, or none. The answer to a ``reason`` field is a sentence
    (``shared.refusals.is_sentence``). An ``asked`` field is not optional: a rule with a sentence of
    its own refuses a blank.
    """

    name: str
    kind: Kind
    label: str
    heading: str = ""
    code_list: str = ""
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    required: bool = False
    declinable: bool = False
    sealed: bool = False
    rare: bool = False
    radio: bool = False
    initial: Any = None
    most: int = 0
    fact: bool = True
    listed: bool = False
    filtered: bool = False
    identifying: bool = False
    money: bool = False
    reason: bool = False
    asked: bool = False

    @property
    def title(self) -> str:
        """Return the short name in the reader's language."""
        return gettext(self.heading or self.label)

    @property
    def blank(self) -> Any:
        """Return the value of an unanswered field."""
        value = BLANK.get(self.kind)
        return list(value) if isinstance(value, tuple) else value

    @property
    def longest(self) -> int:
        """Return the maximum length of a text, 0 for other kinds."""
        return self.most or LONGEST.get(self.kind, 0)

    def get_choices(self) -> list[tuple[str, str]]:
        """Return the possible answers in the reader's language."""
        choices = (
            codes.choices(self.code_list)
            if self.code_list
            else [(code, gettext(word)) for code, word in self.choices]
        )
        return (
            [*choices, (DECLINED, gettext("Did not want to say"))] if self.declinable else choices
        )

    def words(self, value: Any) -> str:
        """Return a value formatted for people, "" if unanswered."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return pgettext("answer", "Yes") if value else pgettext("answer", "No")
        if isinstance(value, list | tuple):
            return ", ".join(self._word(one) for one in value)
        if isinstance(value, date):
            return in_short(value)
        if isinstance(value, int | float | Decimal):
            return numbers.format_money(value) if self.money else numbers.in_record(value)
        return self._word(value)

    def _word(self, value: Any) -> str:
        if self.declinable and value == DECLINED:
            return gettext("Did not want to say")
        if self.code_list:
            return codes.label(self.code_list, value)
        word = dict(self.choices).get(str(value))
        return gettext(word) if word else str(value)

    def language_of(self, value: Any) -> str:
        """Return the language of a value's words if it is not the reader's, "" if it is."""
        return ""

    def read(self, value: Any) -> Any:
        """Parse a value from text, as programs, phones and files send it. Raises Refusal."""
        return plain.READERS[self.kind](value, self.name)

    def from_form(self, value: Any) -> Any:
        """Return the value that a form has parsed; a field of another type overrides it."""
        return value

    def refusals(self, value: Any) -> Iterator[Refusal | None]:
        """Yield why a value is invalid: missing, not in the list, or too long."""
        if blank(value):
            if self.required:
                sentence = N_("Choose an answer.") if self._chosen else N_("Fill this in.")
                yield Refusal(sentence, field=self.name, code="missing")
            return
        if self.longest:
            yield max_length(str(value), self.name, self.longest)
        if self.reason:
            yield reason(str(value), self.name)
        if self.kind == "number":
            yield integer(value, self.name)
        if not self._chosen:
            return
        for one in value if isinstance(value, list | tuple) else [value]:
            if self.declinable and one == DECLINED:
                continue
            if self.code_list:
                yield codes.refusal_of_code(self.code_list, one, self.name)
            else:
                yield choice(one, self.name, [code for code, _word in self.choices])

    @property
    def _chosen(self) -> bool:
        return bool(self.code_list or self.choices)


class RecordField(Field):
    """A choice of one record that the page offers. Its value is a key, which the action checks."""

    def from_form(self, value: Any) -> Any:
        return self.read(value)

    def read(self, value: Any) -> Any:
        """Return the key, None for anything else."""
        return key_in(value)


_DECLARED: dict[tuple[str, str], Field] = {}
_IN_APP: dict[tuple[str, str], Field] = {}
"""The first field of a name in an app."""


def in_short(value: date) -> str:
    """Return a day, or a moment in local time, with figures only.

    A list has hundreds of days: each different one is formatted once, and an hour is the same in
    all languages.
    """
    if isinstance(value, datetime):
        return f"{day_in_format(value, 'SHORT_DATE_FORMAT')} {hour_of(value)}"
    return day_in_format(value, "SHORT_DATE_FORMAT")


def hour_of(moment: datetime) -> str:
    """Return the hour and the minute of a moment in local time."""
    return f"{timezone.localtime(moment):%H:%M}"


def day_in_format(value: date, named: str) -> str:
    """Return a day, or that of a moment in local time, in a format of the reader's language."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _day_in_format(day, named, get_language())


@lru_cache(maxsize=4096)
def _day_in_format(day: date, named: str, language: str | None) -> str:
    return date_format(day, named)


def declared_field(kind: str, name: str) -> Field | None:
    """Return a field by the kind of its record and its name, for the audit log: it knows no app.

    An action may change a record with the fields of another one of its app.
    """
    return _DECLARED.get((kind, name)) or _IN_APP.get((kind.partition(".")[0], name))


class FieldTable:
    """The fields of one kind of record, in the order of the form."""

    def __init__(self, kind: str, *fields: Field) -> None:
        self.kind = kind
        self.fields = {field.name: field for field in fields}
        if len(self.fields) != len(fields):
            raise ValueError(f"{kind}: a field is declared twice.")
        for field in fields:
            _DECLARED.setdefault((kind, field.name), field)
            _IN_APP.setdefault((kind.partition(".")[0], field.name), field)

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields.values())

    def only(self, *names: str) -> FieldTable:
        """Return a table of some of the fields."""
        return FieldTable(self.kind, *(self.fields[name] for name in names))

    def without(self, *names: str) -> FieldTable:
        """Return a table without some of the fields."""
        return FieldTable(self.kind, *(one for one in self if one.name not in names))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.fields)

    @property
    def open_names(self) -> tuple[str, ...]:
        """Return the names of the fields stored in plain columns."""
        return tuple(one.name for one in self if not one.sealed)

    @property
    def sealed_names(self) -> tuple[str, ...]:
        """Return the names of the fields that are encrypted at rest."""
        return tuple(one.name for one in self if one.sealed)

    @property
    def erased(self) -> dict[str, Any]:
        """Return the blank values of all fields that are deleted when the person is erased."""
        return {
            one.name: b"" if one.sealed else one.blank
            for one in self
            if one.sealed or one.identifying
        }

    def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``values`` with a blank value for every missing field; lists are lists."""
        result = {}
        for field in self:
            value = values.get(field.name)
            if value is None:
                value = field.blank
            result[field.name] = list(value) if field.kind == "codes" else value
        return result

    def read(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return values parsed from plain answers, as programs, phones and files send them.

        Raises Refusal with the field for an invalid number, time or key.
        """
        return {field.name: field.read(answers.get(field.name)) for field in self}

    def refusals(self, values: Mapping[str, Any]) -> list[Refusal | None]:
        """Return why the values are invalid, field by field: missing, unknown, too long."""
        return [one for field in self for one in field.refusals(values.get(field.name))]

    def refuse(self, values: Mapping[str, Any], *more: Refusal | None) -> None:
        """Raise all that is wrong with the values, together with ``more`` refusals.

        If one of them is about a field, the table's own refusals of that field are left out.
        """
        refused = {one.field for one in more if one is not None and one.field}
        own = self.refusals(values)
        refuse([*(one for one in own if one and one.field not in refused), *more])

    def answers(self, values: Mapping[str, Any]) -> list[tuple[Field, str]]:
        """Return the answered fields, with their answers in the reader's language."""
        rows = ((field, values.get(field.name)) for field in self)
        return [(field, field.words(value)) for field, value in rows if value and not blank(value)]

    def fact_columns(self) -> tuple[facts.Column, ...]:
        """Return the columns of the facts: all countable fields that are not sealed."""
        return tuple(
            facts.Column(
                one.name, FACT_KINDS[one.kind], one.heading or one.label, one.code_list or None
            )
            for one in self
            if one.fact and not one.sealed and one.kind in FACT_KINDS
        )
