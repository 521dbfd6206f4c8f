"""Forms of data protection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from waystation.foundation.pages.forms import FieldsForm, KeyField

from .fields import CONSENT, HOLD, TEXT


class Consent(FieldsForm):
    """A yes or a no to the text that was read out."""

    table = CONSENT
    key = KeyField()
    purpose = forms.CharField(widget=forms.HiddenInput)
    language = forms.CharField(widget=forms.HiddenInput)
    text_number = forms.IntegerField(widget=forms.HiddenInput)


class Wording(FieldsForm):
    """A new version of the consent text that is chosen above the form."""

    table = TEXT
    text_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 8
        for name in ("purpose", "language"):
            self.fields[name].widget = forms.HiddenInput()


class Hold(FieldsForm):
    """Why a file must be retained."""

    table = HOLD


class Confirmation(forms.Form):
    """The number of the file, typed to confirm that it is erased."""

    asked = ("number",)

    number = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = _("Type {number} to confirm").format(number=number)
