"""Forms of advice, where the field tables are not sufficient."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.pages.forms import FieldsForm, KeyedForm
from waystation.governance.advice import rules
from waystation.governance.advice.fields import RECOMMENDATION
from waystation.governance.network.http import sdg_targets


class Recommendation(FieldsForm):
    """One sentence, its addressee, the reasons, and the goals it serves."""

    table = RECOMMENDATION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sdg"].widget = forms.SelectMultiple(attrs={"size": 6})
        offer(self, "sdg", sdg_targets())


class NewRecommendation(Recommendation, KeyedForm):
    """The form of a new recommendation."""


class Evidence(forms.Form):
    """One piece of evidence among those that the user may read."""

    kind = forms.ChoiceField(choices=rules.EVIDENCE, widget=forms.HiddenInput)
    key = forms.ChoiceField(label=_("Evidence"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "key", offered)
