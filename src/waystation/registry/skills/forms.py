"""The forms of profiles and of job titles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.shared.keys import new_key as new_key
from waystation.registry.reference.http import type_long_lists

from .fields import PROFILE


class Titles(forms.Form):
    titles = forms.CharField(
        label=_("Job titles, one on each line"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write at least one job title.")},
        strip=False,
        max_length=500_000,
    )


class Confirmation(forms.Form):
    title = forms.CharField(required=False, max_length=2000)
    code = forms.CharField(required=False, max_length=20)
    titles = forms.CharField(required=False, strip=False, max_length=500_000)


class LineForm(FieldsForm):
    """The form of a new line: ``key`` makes sending twice one record."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class OwnForm(LineForm):
    """The same on the person's own page, without long lists: it is read on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        type_long_lists(self)


class ProfileForm(LineForm):
    table = PROFILE


class Cv(forms.Form):
    """The file of a CV."""

    file = forms.FileField(label=_("File"), required=False)
    file.asked = True  # type: ignore[attr-defined]
