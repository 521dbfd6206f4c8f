"""Forms of the pages about forms and submissions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.pages.forms import FieldsForm, OfficeForm

from .fields import CORRECTION, LOG_COLUMNS, NEW_BUILT, PHONE

CHOOSE_FIRST = {
    "required": _("Choose a file first."),
    "empty": _("This file is empty. Choose the file again."),
}


class FormUpload(forms.Form):
    """A workbook for one of the offices."""

    office = forms.TypedChoiceField(label=_("Office"), coerce=UUID)
    file = forms.FileField(
        label=_("XLSForm workbook (.xlsx, .xls, .ods, .csv) or XForm (.xml)"),
        error_messages=CHOOSE_FIRST,
    )

    def __init__(self, offices: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", [(str(key), name) for key, name in offices])


class NewBuiltForm(OfficeForm):
    """The title and the languages of a form that is built in the browser."""

    table = NEW_BUILT
    permission = "form.design"

    def __init__(self, languages: list[str], user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        offer(self, "languages", [(one, one) for one in languages])


class BuiltSettings(FieldsForm):
    """Title, version and languages of a form that is built in the browser."""

    def __init__(self, languages: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "languages", [(one, one) for one in languages])


class BuiltChoices(FieldsForm):
    """The choices of a list as lines of text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choices"].widget.attrs |= {"rows": 12, "dir": "auto", "spellcheck": "false"}


class FileUpload(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), error_messages=CHOOSE_FIRST)


class PhoneNew(FieldsForm):
    """A phone and in whose name it sends."""

    table = PHONE.only("label")
    sender = forms.TypedChoiceField(label=_("Sends in the name of"), coerce=UUID)

    def __init__(self, senders: list[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sender", [(str(key), name) for key, name in senders])
        self.order_fields(["label", "sender"])


class Correction(FieldsForm):
    """A correction of one answer by hand."""

    table = CORRECTION

    def __init__(self, questions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"] = forms.ChoiceField(
            label=self.fields["question"].label, required=False, choices=[("", "–"), *questions]
        )


class CleaningUpload(FieldsForm):
    """A cleaning log and, where its headings are unusual, which column holds what."""

    table = LOG_COLUMNS
    file = forms.FileField(
        label=_("Cleaning log (CSV or Excel)"),
        error_messages={"required": _("Choose a file first.")},
    )
