"""Forms of policy work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm, KeyedForm


class WithFile(FieldsForm):
    """A form with a file in addition to its fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(label=_("File"), required=False)

    @property
    def file(self) -> tuple[str, bytes]:
        """Return the name and the content of the file, both empty if there is none."""
        file = self.cleaned_data.get("file")
        return (file.name, file.read()) if file else ("", b"")


class OfOffice(FieldsForm):
    """A form whose record belongs to an office; with one office there is nothing to ask."""

    def __init__(self, offices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        single = len(offices) == 1
        self.fields["office"] = forms.ChoiceField(
            label=_("Office"),
            choices=offices,
            widget=forms.HiddenInput if single else forms.Select,
            initial=offices[0][0] if single else None,
        )


class NewOfOffice(OfOffice, KeyedForm):
    """The form of a new record of an office."""


class OfficeFile(OfOffice, WithFile):
    """A form with an office and a file."""
