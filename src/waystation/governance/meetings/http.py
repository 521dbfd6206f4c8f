"""Common code of the pages of meetings and statements, beyond that of the Network's apps.

A form is declared: its permission, fields, texts, the paragraph it is based on, and the action that
it calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext

from waystation.foundation.pages.forms import FieldsForm, KeyedForm
from waystation.foundation.pages.lists import ListPage
from waystation.foundation.records.fields import Field
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
    made.asked = field.required or field.asked  # type: ignore[attr-defined]
    return made


class NewRecord(RecordsForm, KeyedForm):
    """The form of a new record."""


class OfNetwork(http.OfNetwork):
    """A page of the Network, ``self.reader`` is who reads it, with the classes they hold."""

    reader: Reader

    def get_record(self) -> Any:
        self.reader = reader_of(self.user)
        return self.reader.network

    def may(self, *permissions: str) -> bool:
        return any(self.reader.may(one) for one in permissions)


class NetworkList(OfNetwork, ListPage):
    """A list of the Network's records, which contain no persons."""

    about_persons = False


class NetworkForm(OfNetwork, http.NetworkForm):
    """A form of the Network; the action that makes a record takes its key."""

    form_class = RecordsForm

    def get_values(self, form: Any) -> Mapping[str, Any]:
        key = {"key": form.cleaned_data["key"]} if "key" in form.fields else {}
        return {**key, **form.values}


class NetworkButton(OfNetwork, http.NetworkButton):
    """A button of the Network."""
