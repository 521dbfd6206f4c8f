"""The form of the page: one title a line, and the choice of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


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
