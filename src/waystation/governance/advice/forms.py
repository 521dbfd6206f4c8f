"""Turns what is typed about advice into values. The rules are in rules/advice.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.governance.advice import rules
from waystation.governance.network.http.fields import area, lazily, sdg_targets
from waystation.registry.reference import queries as reference


class Recommendation(forms.Form):
    """One sentence, whom it is for, why, and what it serves."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Recommendation"),
        widget=area(2),
        help_text=_(
            "One sentence that can be followed or not. Two things are two recommendations."
        ),
    )
    addressee = forms.ChoiceField(
        label=_("For whom"), choices=lazily(rules.ADDRESSEES), widget=forms.RadioSelect
    )
    to_whom = forms.CharField(
        label=_("Name of the entity or authority"), required=False, max_length=200
    )
    rationale = forms.CharField(label=_("Why"), required=False, widget=area(4))
    gcm = forms.MultipleChoiceField(
        label=_("GCM objectives"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sdg = forms.MultipleChoiceField(
        label=_("SDG targets"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "gcm", reference.choices("gcm_objective"))
        offer(self, "sdg", sdg_targets())
        self.fields["key"].initial = new_key()

    def answers(self) -> dict[str, Any]:
        """Return what the actions take."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"key", "seen"}}


class Evidence(forms.Form):
    """One piece of evidence out of those that the user may read."""

    kind = forms.ChoiceField(choices=rules.EVIDENCE, widget=forms.HiddenInput)
    key = forms.ChoiceField(label=_("Evidence"), widget=forms.RadioSelect)

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "key", offered)


class Submission(forms.Form):
    """When and how a recommendation went to the UNKT."""

    day = forms.DateField(label=_("Day"), help_text=_("For example 21.9.2026."))
    how = forms.CharField(label=_("How"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today_in()


class Answer(forms.Form):
    """What the UNKT decided. The motivation is asked for by the Terms of Reference."""

    verdict = forms.ChoiceField(
        label=_("What the UNKT decided"),
        choices=lazily([one for one in rules.STATES if one[0] in rules.ANSWERS]),
        widget=forms.RadioSelect,
    )
    motivation = forms.CharField(
        label=_("Motivation"),
        required=False,
        widget=area(5),
        help_text=_(
            "Needed where the recommendation is not followed, or only partly: then for the part "
            "that is not."
        ),
    )
    decided_on = forms.DateField(label=_("Decided on"), help_text=_("For example 21.9.2026."))
    decider = forms.CharField(
        label=_("Decided by"),
        max_length=200,
        help_text=_("The meeting or the officer."),
    )
    document = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=300,
        help_text=_("Where the decision is written: a reference or an address."),
    )
    why = forms.CharField(
        label=_("Why this answer supersedes the one before"), required=False, widget=area(2)
    )

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["why"]


class Withdrawal(forms.Form):
    """Why a recommendation is withdrawn."""

    reason = forms.CharField(label=_("Reason"), widget=area(3))


class FollowUp(forms.Form):
    """An action that carries an answer on."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    owner = forms.ChoiceField(label=_("By which member"))
    due_on = forms.DateField(label=_("Until"), help_text=_("For example 21.9.2026."))

    def __init__(self, members: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", "–"), *members])
        self.fields["key"].initial = new_key()
