"""Forms of referrals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.foundation.pages.forms import FieldsForm, KeyField, record_field

from .fields import ANSWER, INCOMING, READER, REFERRAL

Choices = Sequence[tuple[str, str]]


class Referral(FieldsForm):
    """A referral: to a service of the directory, or to a partner without an entry."""

    table = REFERRAL

    def __init__(self, services: Choices, partners: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"] = KeyField()
        self.fields["follows"] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        self.fields["service"] = record_field(_("Service"), services)
        self.fields["entity"] = record_field(_("Or an organisation without an entry"), partners)
        self.order_fields(["key", "follows", "service", "entity"])


class Answer(FieldsForm):
    """The person's answer to the text that was read out."""

    table = ANSWER
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    language = forms.CharField(widget=forms.HiddenInput)
    text_number = forms.IntegerField(widget=forms.HiddenInput)


class File(forms.Form):
    """A paper that goes with a referral."""

    asked = ("file",)

    file = forms.FileField(label=gettext_lazy("File"), required=False)


class Link(forms.Form):
    """The address to which a link is e-mailed, if any."""

    email = forms.CharField(
        label=gettext_lazy("E-mail of the partner"),
        help_text=gettext_lazy(
            "Leave blank to send no e-mail. You then give the link to the partner yourself."
        ),
        required=False,
        max_length=200,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the partner"),
        help_text=gettext_lazy("The partner can choose another one on the page."),
        choices=[one for one in settings.LANGUAGES if one[0] in settings.STAFF_LANGUAGES],
    )


class Reader(FieldsForm):
    """Who opens a sealed link, and the code."""

    table = READER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autocomplete"] = "off"


class Incoming(FieldsForm):
    """An incoming referral: the need, its urgency, and the person."""

    asked = ("entity", "office")

    table = INCOMING

    def __init__(self, offices: Choices, partners: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = REFERRAL.only("need", "priority")
        own = FieldsForm(table=asked)
        self.fields["key"] = KeyField()
        for name in asked.names:
            self.fields[name] = own.fields[name]
        self.fields["office"] = record_field(_("Office"), offices)
        if partners:
            self.fields["entity"] = record_field(_("Organisation that refers"), partners)
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = offices[0][0]
        self.order_fields(["key", "office", "entity", *asked.names])

    @property
    def values(self) -> dict[str, Any]:
        asked = {name: self.cleaned_data.get(name) for name in ("need", "priority")}
        return super().values | asked


class Number(forms.Form):
    """The number of a file."""

    asked = ("number",)

    number = forms.CharField(label=gettext_lazy("Number of the file"), required=False)


class NewFile(forms.Form):
    """That the files with a similar name were looked at."""

    somebody_else = forms.BooleanField(
        label=gettext_lazy("I have looked: it is none of the files with a similar name"),
        required=False,
    )
