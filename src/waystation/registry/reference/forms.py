"""The upload form of packs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FrameworkFile(forms.Form):
    """The priorities of a framework."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV in UTF-8 with the columns code, en, sq, sr, parent, source, valid_from and "
            "valid_to. Begin with the file of the list as it is."
        ),
    )


class PackFile(forms.Form):
    """The uploaded file."""

    file = forms.FileField(label=_("File"))
