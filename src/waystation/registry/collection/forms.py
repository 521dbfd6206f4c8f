"""What people type on the pages about forms, turned into values."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer


class FormUpload(forms.Form):
    """A workbook for one of the offices."""

    office = forms.ChoiceField(label=_("Office"))
    file = forms.FileField(
        label=_("XLSForm workbook (.xlsx, .xls) or XForm (.xml)"),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose the file again."),
        },
    )

    def __init__(self, offices: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", [(str(key), name) for key, name in offices])


class FileUpload(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file first.")})


class PhoneAdded(forms.Form):
    """A phone and in whose name it sends."""

    label = forms.CharField(label=_("Name of the phone"), max_length=100, required=False)
    sender = forms.ChoiceField(label=_("Sends in the name of"))

    def __init__(self, senders: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sender", [(str(key), name) for key, name in senders])


class Correction(forms.Form):
    """A correction of one answer by hand."""

    kind = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("change", _("Change the answer")),
            ("blank", _("Empty the answer")),
            ("remove", _("Leave the whole submission out of the figures")),
        ],
    )
    question = forms.ChoiceField(label=_("Question"), required=False)
    new = forms.CharField(label=_("New answer"), required=False, max_length=10_000)
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000)

    def __init__(self, questions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "question", [("", "–"), *questions])


class CleaningUpload(forms.Form):
    """A cleaning log and, where its headings are unusual, which column holds what."""

    file = forms.FileField(
        label=_("Cleaning log (CSV or Excel)"),
        error_messages={"required": _("Choose a file first.")},
    )
    instance = forms.CharField(label=_("Column of the submission's id"), required=False)
    question = forms.CharField(label=_("Column of the question"), required=False)
    kind = forms.CharField(label=_("Column of the kind of change"), required=False)
    old = forms.CharField(label=_("Column of the old value"), required=False)
    new = forms.CharField(label=_("Column of the new value"), required=False)
    reason = forms.CharField(label=_("Column of the reason"), required=False)
    who = forms.CharField(label=_("Column of who decided"), required=False)
