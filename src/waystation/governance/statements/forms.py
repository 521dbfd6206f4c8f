"""What people type on the pages of joint statements, turned into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.governance.statements import rules


class Text(forms.Form):
    """A version of a statement."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    text = forms.CharField(label=_("Statement"), widget=forms.Textarea, required=False)
    legal = forms.MultipleChoiceField(
        label=_("Texts of the legal framework it rests on"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    why = forms.CharField(label=_("What changed"), max_length=300, required=False)

    def __init__(self, *args: Any, texts: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "legal", texts)
        if first:
            del self.fields["why"]
        if not texts:
            del self.fields["legal"]


class Ask(forms.Form):
    """Until when entities may object."""

    until = forms.DateField(label=_("Silence ends after"))


class Answer(forms.Form):
    """An entity's answer."""

    answer = forms.ChoiceField(label=_("Answer of your entity"))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "answer", [(key, gettext(label)) for key, label in rules.CLEARANCES])
