"""Turns an upload into a name and bytes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PackFile(forms.Form):
    """The file that somebody brings."""

    file = forms.FileField(label=_("File"))
