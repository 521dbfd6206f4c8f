"""Forms of register entries, generated from model fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import JSONField, URLField
from django.utils.translation import gettext

from waystation.foundation.records.registers import Register


class EntryForm(forms.Form):
    """The form of a register entry: it parses values; the action's rule validates them.

    A rule's sentence explains a missing value better than "this field is required".
    """

    def _clean_fields(self) -> None:
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super()._clean_fields()  # type: ignore[misc]
        for field in needed:
            field.required = True


def form_for(
    register: Register,
    choices: Mapping[str, Mapping[str, str]],
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> EntryForm:
    """Return the form of an entry, with choices in the reader's language."""
    form = EntryForm(data, initial=dict(initial or {}))
    for name in register.fields:
        field: Any = register.model._meta.get_field(name)
        offered = choices.get(name)
        one: Any
        if offered is None:
            more = {"assume_scheme": "https"} if isinstance(field, URLField) else {}
            one = field.formfield(**more)
        else:
            pairs = [(key, gettext(label) if label else label) for key, label in offered.items()]
            if isinstance(field, JSONField):
                one = forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple)
            else:
                one = forms.ChoiceField(choices=[("", "—"), *pairs])
            one.label, one.help_text = field.verbose_name, field.help_text
        one.required = not field.blank
        one.label = str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:]
        form.fields[name] = one
    return form
