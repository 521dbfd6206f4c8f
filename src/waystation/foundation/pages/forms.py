"""Forms generated from field tables. They parse values; the action's rules validate them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import offer
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.words import N_

NO_OFFERS: Mapping[str, Any] = {}
A_DAY = N_("Enter a real date, for example 21/9/2026.")
A_MOMENT = N_("Enter a date and time, for example 21/9/2026 10:30.")
NUMERIC = {"class": "short", "inputmode": "numeric"}


class CodeField(forms.ChoiceField):
    """One choice from a list; the action's rule validates it."""

    def validate(self, value: Any) -> None:
        return None


class CodesField(forms.MultipleChoiceField):
    """Several choices from a list; the action's rule validates them."""

    def validate(self, value: Any) -> None:
        return None


class KeyField(forms.UUIDField):
    """The hidden key of a new record, by which a form that is sent twice makes one record."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, initial=new_key)


def form_field(field: Field) -> forms.Field:
    """Return the form field of a record's field, with its choices in the reader's language.

    No form field is required: the rule that checks for a missing answer has a better sentence.
    ``asked`` tells the template which fields to mark as optional.
    """
    common: dict[str, Any] = {
        "label": gettext(field.label),
        "required": False,
        "help_text": gettext(field.hint) if field.hint else "",
        "initial": field.initial,
    }
    result = _typed_field(field, common)
    result.asked = field.required or field.asked  # type: ignore[attr-defined]
    return result


def record_field(
    label: Any, choices: Iterable[tuple[str, str]], *, asked: bool = False, **more: Any
) -> forms.TypedChoiceField:
    """Return a field that selects one record by its key; its value is None if none is selected.

    One that is ``asked`` is not labelled as optional: the action refuses to go on without it.
    """
    found = forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=UUID,
        empty_value=None,
        choices=[("", "–"), *choices],
        **more,
    )
    found.asked = asked  # type: ignore[attr-defined]
    return found


def _typed_field(field: Field, common: dict[str, Any]) -> forms.Field:
    if field.kind == "codes":
        return CodesField(
            choices=field.get_choices(), widget=forms.CheckboxSelectMultiple, **common
        )
    if field.kind == "code":
        if field.radio:
            return CodeField(choices=field.get_choices(), widget=forms.RadioSelect, **common)
        return CodeField(choices=[("", "–"), *field.get_choices()], **common)
    if field.kind == "long_text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    if field.kind == "yes_no":
        return forms.BooleanField(**common)
    if field.kind == "number":
        return forms.IntegerField(widget=forms.NumberInput(attrs=NUMERIC), **common)
    if field.kind == "decimal":
        return forms.DecimalField(widget=forms.NumberInput(attrs=NUMERIC), **common)
    if field.kind == "date":
        return forms.DateField(**common, error_messages={"invalid": gettext(A_DAY)})
    if field.kind == "moment":
        return forms.DateTimeField(**common, error_messages={"invalid": gettext(A_MOMENT)})
    if field.kind == "key":
        return forms.UUIDField(widget=forms.HiddenInput, required=False)
    return forms.CharField(**common)


class FieldsForm(forms.Form):
    """The form of a field table. Subclasses set ``table``, or it is passed in.

    ``rare`` fields are collapsed until one of them is used. ``offers`` are the choices that the
    page gives, by field; those of a field of the kind "key" are records.
    """

    table: FieldTable

    def __init__(
        self,
        *args: Any,
        table: FieldTable | None = None,
        offers: Mapping[str, Any] = NO_OFFERS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = table or self.table
        for field in self.table:
            if field.kind == "key" and field.name in offers:
                label, choices = gettext(field.label), offers[field.name]
                self.fields[field.name] = record_field(label, choices, asked=field.asked)
                continue
            self.fields[field.name] = form_field(field)
            if field.name in offers:
                offer(self, field.name, [("", "–"), *offers[field.name]])

    @property
    def values(self) -> dict[str, Any]:
        """Return the entered values of the table's fields, by name."""
        return {one.name: one.from_form(self.cleaned_data.get(one.name)) for one in self.table}

    def common_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not self._is_rare(name)]

    def rare_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if self._is_rare(name)]

    def rare_is_used(self) -> bool:
        """Return whether a rare field has a value or an error: then they are expanded."""
        return any(one.errors or one.value() for one in self.rare_fields())

    def _is_rare(self, name: str) -> bool:
        return name in self.table.names and self.table[name].rare

    def show_both(self, conflict: Conflict) -> list[dict[str, Any]]:
        """Return both editors' values of disputed fields in words, for the form to ask again."""
        return [
            {
                "name": name,
                "label": self.fields[name].label,
                "current": self.words_of(name, current) or "–",
                "proposed": self.words_of(name, mine) or "–",
            }
            for name, (current, mine) in conflict.fields.items()
            if name in self.fields
        ]

    def words_of(self, name: str, value: Any) -> str:
        """Return a value in words; records that the page offers are named as they are offered."""
        field: Any = self.fields[name]
        if self.table[name].kind == "key" and value is not None:
            offered = {str(key): str(word) for key, word in getattr(field, "choices", ())}
            return offered.get(str(value), str(value))
        return self.table[name].words(value)


class KeyedForm(FieldsForm):
    """The form of a new record."""

    key = KeyField()


class OfficeForm(KeyedForm):
    """A form whose record belongs to an office where the user holds ``permission``.

    The office is asked for only if there are several.
    """

    permission = ""
    office_label: Any = ""

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = access.office_choices(user, self.permission)
        single = len(offices) == 1
        self.fields["office"] = forms.ChoiceField(
            label=self.office_label or gettext("Office"),
            choices=offices,
            widget=forms.HiddenInput if single else forms.Select,
            initial=offices[0][0] if single else None,
        )
        self.order_fields(["key", "office"])


def as_typed(form: type[FieldsForm], posted: Any) -> dict[str, Any]:
    """Return the input so far, to restore it after the user has looked something up."""
    many = {field.name for field in form.table if field.kind == "codes"}
    names = {*form.table.names, "office", "key"}
    return {
        name: posted.getlist(name) if name in many else posted[name]
        for name in posted
        if name in names and posted[name] != ""
    }


def chosen_values(
    proposed: Mapping[str, Any], seen: Mapping[str, Any], posted: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answers without those for which the editor kept the other editor's value."""
    return {
        name: seen[name] if posted.get(f"keep-{name}") == "theirs" and name in seen else value
        for name, value in proposed.items()
    }
