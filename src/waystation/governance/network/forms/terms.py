"""Forms of the text, the house rules and the self-assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.governance.network.rules.house import Setting

MARKS = [
    ("0", _("Not at all")),
    ("1", _("A little")),
    ("2", _("Largely")),
    ("3", _("Fully")),
]


class LoadTerms(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("Each paragraph begins with its number in brackets, such as [86]."),
    )
    why = forms.CharField(label=_("What is new in this edition"), max_length=300)
    decided_on = forms.DateField(label=_("In force since"))


class HouseRule(forms.Form):
    """One setting: a choice where there are several readings, else a number."""

    value = forms.CharField(label=_("The house decides"), max_length=20)
    reason = forms.CharField(
        label=_("Who decided this, and why"),
        max_length=300,
        help_text=_("It shows beside the rule for ever."),
    )

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if setting.choices:
            self.fields["value"] = forms.ChoiceField(
                label=_("The house decides"),
                choices=[(key, _(name)) for key, name in setting.choices],
                widget=forms.RadioSelect,
            )
        else:
            self.fields["value"].help_text = _("A whole number from {least} to {most}.").format(
                least=setting.least, most=setting.most
            )


class Assess(forms.Form):
    mark = forms.ChoiceField(
        label=_("How far did the Network live up to it this year?"),
        choices=MARKS,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("What shows it"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    next_step = forms.CharField(
        label=_("What we change"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
