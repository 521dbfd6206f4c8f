"""Common code of the pages of meetings and statements, beyond that of the Network's apps.

A form is declared: its permission, fields, texts, the paragraph it is based on, and the action that
it calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext

from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.lists import ListPage, Row
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.keys import new_key
from waystation.governance.network import http
from waystation.governance.network.queries.scope import Reader, reader_of

Choices = Sequence[tuple[Any, str]]
TALL = 10_000
"""Texts that may be longer than this have a tall box."""


class RecordsForm(FieldsForm):
    """The form of a field table whose page offers choices: ``offers`` are these by field name.

    Where the choices are records (their keys are UUIDs), the value is a key or keys.
    """

    def __init__(self, *args: Any, offers: Mapping[str, Choices] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, choices in (offers or {}).items():
            self.fields[name] = _with_choices(self.table[name], choices)
        for field in self.table:
            if field.longest > TALL:
                self.fields[field.name].widget.attrs["rows"] = 24


def _with_choices(field: Field, choices: Choices) -> forms.Field:
    common: dict[str, Any] = {
        "label": gettext(field.label),
        "help_text": gettext(field.hint) if field.hint else "",
        "required": False,
        "choices": [(str(key), name) for key, name in choices],
        "coerce": UUID if any(isinstance(key, UUID) for key, _name in choices) else str,
        "initial": field.initial,
    }
    if field.kind == "codes":
        widget = forms.CheckboxSelectMultiple if choices else forms.MultipleHiddenInput
        made: forms.Field = forms.TypedMultipleChoiceField(widget=widget, empty_value=[], **common)
    else:
        made = forms.TypedChoiceField(empty_value=None if field.kind == "key" else "", **common)
    made.asked = field.required  # type: ignore[attr-defined]
    return made


class OfNetwork(http.OfNetwork):
    """A page of the Network, ``self.reader`` is who reads it, with the classes they hold.

    ``subject`` names the part of the address that the action takes, "" for none.
    """

    reader: Reader
    subject = ""

    def get_record(self) -> Any:
        self.reader = reader_of(self.user)
        return self.reader.network

    def may(self, *permissions: str) -> bool:
        return any(self.reader.may(one) for one in permissions)

    @property
    def subjects(self) -> tuple[Any, ...]:
        """Return the subjects of the action, from the URL."""
        return (self.kwargs[self.subject],) if self.subject else ()


class NetworkList(OfNetwork, ListPage):
    """A list of the Network's records, which contain no persons; a row opens at ``row_address``."""

    row_address = ""
    about_persons = False

    def get_row_url(self, row: Row) -> str:
        return reverse(self.row_address, args=[row["id"]])


class NetworkForm(OfNetwork, http.NetworkForm):
    """A form of the Network: ``action(user, *subjects, **values)`` receives its values."""

    form_class = RecordsForm
    action: Any = None

    def get_initial(self) -> dict[str, Any]:
        return {"key": new_key()}

    def act(self, form: Any) -> Any:
        return self.action(self.user, *self.subjects, **form.values)


class NetworkButton(OfNetwork, http.NetworkButton):
    """A button of the Network: ``action(user, *subjects, **values)``."""

    action: Any = None

    def get_values(self) -> dict[str, Any]:
        """Return further arguments of the action, from the request."""
        return {}

    def act(self) -> Any:
        return self.action(self.user, *self.subjects, **self.get_values())
