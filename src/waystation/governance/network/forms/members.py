"""Forms of members, seats and the rotation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.governance.network.http.fields import Offering


class Admit(Offering):
    entity = forms.ChoiceField(label=_("Entity"))
    opted_in_on = forms.DateField(
        label=_("Day of its wish to belong"), help_text=_("As in its letter or e-mail.")
    )
    wish = forms.CharField(label=_("Letter or e-mail"), max_length=300, required=False)
    mandate = forms.CharField(
        label=_("Why migration is of relevance to its mandate"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class Leave(forms.Form):
    ends_on = forms.DateField(label=_("Last day"))
    why = forms.CharField(label=_("Why"), max_length=300)


class Appoint(Offering):
    entity = forms.ChoiceField(label=_("Agency"))
    starts_on = forms.DateField(
        label=_("First day"), help_text=_("The term ends on 31 December of that year.")
    )
    decided_on = forms.DateField(label=_("Day of UNKT's decision"), required=False)
    decided_way = forms.ChoiceField(
        label=_("How UNKT decided"),
        choices=[("meeting", _("In a meeting")), ("circulation", _("By circulation"))],
        widget=forms.RadioSelect,
        initial="meeting",
    )
    decision = forms.CharField(label=_("Document of the decision"), max_length=300, required=False)
    nomination = forms.CharField(label=_("Nomination"), max_length=300, required=False)
    acceptance = forms.CharField(label=_("Acceptance"), max_length=300, required=False)
    override_reason = forms.CharField(
        label=_("Reason of an exception"),
        max_length=500,
        required=False,
        help_text=_(
            "Only where UNKT decided to appoint an agency before others had the chance. It "
            "shows for ever."
        ),
    )


class Vacate(forms.Form):
    left_on = forms.DateField(label=_("Last day in the seat"))
    why = forms.CharField(label=_("Why"), max_length=300)


class Decline(Offering):
    entity = forms.ChoiceField(label=_("Agency"))
    declined_on = forms.DateField(label=_("Day"))
    document = forms.CharField(label=_("Letter or e-mail"), max_length=300)


class Incumbent(Offering):
    account = forms.ChoiceField(label=_("Who"))
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("To"), required=False)
    acting = forms.BooleanField(label=_("Acts for who sits there"), required=False)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)


class SetUp(Offering):
    undc = forms.ChoiceField(label=_("Office of the UN Development Coordinator"))
    iom = forms.ChoiceField(label=_("IOM"))
