"""Turns what is typed about the work plan into values. The rules are in rules/plans.py."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.shared.keys import new_key
from waystation.governance.network.http.fields import area, lazily, sdg_targets
from waystation.governance.workplans.rules import commitments as promises
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.rules import reviews
from waystation.registry.reference import queries as reference

DAY = _("For example 21.9.2026.")
QUARTERS = [(number, f"Q{number}") for number in rules.QUARTERS]


class Keyed(forms.Form):
    """A form with the key of the record that it makes, so that sent twice it is one."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key()

    def answers(self) -> dict[str, Any]:
        """Return what the action takes, the key as its id."""
        given = dict(self.cleaned_data)
        return {"id": given.pop("key"), **given}


class Plan(Keyed):
    """A year and a title."""

    year = forms.IntegerField(label=_("Year"))
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(label=_("In short"), required=False, widget=area(4))


class Priority(Keyed):
    """What comes first, and which objective of the Network it serves."""

    title = forms.CharField(label=_("Priority"), max_length=300)
    objective = forms.ChoiceField(label=_("Objective of the Network"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "objective",
            [
                ("", "–"),
                *reference.choices("tor_objective"),
            ],
        )


def _many(label: Any, size: int = 6) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.SelectMultiple(attrs={"size": size})
    )


def _ticks(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


def _check(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_(label), choices=lazily(rules.ANSWERS, empty=True), required=False
    )


def _money(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=14, decimal_places=2)


def _marker(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=lazily(rules.MARKERS, empty=True),
        coerce=int,
        empty_value=None,
        required=False,
    )


class Activity(Keyed):
    """One activity: who, what it serves, when, where, with what money, and its markers."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Activity"), max_length=rules.LONGEST_LINE)
    description = forms.CharField(label=_("What is done"), required=False, widget=area(4))
    lead = forms.ChoiceField(label=_("Owner: the entity that leads"), required=False)
    partner = _many(_("Partners"))
    implementing = _many(_("Implementing"))
    contributing = _many(_("Contributing"))
    joint = forms.BooleanField(label=_("Joint work of two entities or more"), required=False)
    added_value = forms.CharField(
        label=_("What working together adds, in one line"),
        required=False,
        max_length=rules.LONGEST_LINE,
    )
    unsdcf = _ticks(_("UNSDCF priorities"))
    gcm = _ticks(_("GCM objectives"))
    sdg = _many(_("SDG targets"))
    quarters = forms.TypedMultipleChoiceField(
        label=_("Quarters"),
        choices=QUARTERS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = _many(_("Municipalities; none means everywhere"))
    mechanisms = _ticks(_("Coordination mechanisms it works with"))
    legal = _ticks(_("Legal texts and rights it stands on"))
    funds_required = _money(_("Funds required"))
    funds_available = _money(_("Funds available"))
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(one, one) for one in rules.CURRENCIES]
    )
    gender_marker = _marker(_("Gender marker"))
    human_rights_marker = _marker(_("Human-rights marker"))
    child = forms.ChoiceField(
        label=_("Is it about children?"), choices=lazily(rules.CHILD, empty=True), required=False
    )
    justification = forms.CharField(label=_("Why these markers"), required=False, widget=area(2))
    labour_migration = forms.BooleanField(label=_("It is about labour migration"), required=False)
    recruitment_fee = _check(rules.CHECKLIST[0][1])
    contract = _check(rules.CHECKLIST[1][1])
    complaint_channel = _check(rules.CHECKLIST[2][1])
    looked = forms.BooleanField(label=_("I have looked: nobody does this already"), required=False)

    def __init__(
        self,
        entities: list[tuple[str, str]],
        registered: dict[str, list[tuple[str, str]]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "mechanisms": [*registered["mechanisms"]],
            "legal": [*registered["legal"]],
            "lead": [("", "–"), *entities],
            "partner": [*entities],
            "implementing": [*entities],
            "contributing": [*entities],
            "unsdcf": [*reference.choices("unsdcf")],
            "gcm": [*reference.choices("gcm_objective")],
            "sdg": [*sdg_targets()],
            "places": [*reference.choices("municipality")],
        }
        for name, own in choices.items():
            offer(self, name, own)

    def entities(self) -> list[tuple[UUID, str]]:
        """Return each entity that takes part, and as what."""
        found = []
        for role, _name in rules.ROLES:
            chosen = self.cleaned_data[role]
            keys = [chosen] if isinstance(chosen, str) else chosen
            found += [(UUID(key), role) for key in keys if key]
        return found

    def values(self) -> dict[str, Any]:
        """Return what the actions take, without key, entities and what was seen."""
        roles = {role for role, _name in rules.ROLES}
        left_out = {"key", "seen", "looked"} | roles
        return {k: v for k, v in self.cleaned_data.items() if k not in left_out}


class Milestone(Keyed):
    """A step and its quarter."""

    title = forms.CharField(label=_("Milestone"), max_length=rules.LONGEST_LINE)
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=QUARTERS, coerce=int)


class Reached(forms.Form):
    """That a milestone is reached, and what shows it."""

    reached_on = forms.DateField(label=_("Reached on"), help_text=DAY)
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        help_text=_("A document, a link, a number."),
    )


class Progress(Keyed):
    """What became of an activity in a quarter."""

    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=QUARTERS, coerce=int)
    state = forms.ChoiceField(
        label=_("State"), choices=lazily(rules.PROGRESS), widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("What was done, or why not"), required=False, widget=area(3))
    spent = _money(_("Spent in the quarter"))


class Adoption(forms.Form):
    """The held meeting at which a plan was adopted."""

    meeting = forms.ChoiceField(label=_("Meeting"))

    def __init__(self, meetings: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "meeting", [("", "–"), *meetings])


class Revision(Adoption):
    """Why a plan is revised, and after which review or meeting."""

    reason = forms.CharField(label=_("Reason"), widget=area(3))
    review = forms.ChoiceField(label=_("Review that asked for it"), required=False)

    field_order = ["reason", "review", "meeting"]

    def __init__(
        self,
        meetings: list[tuple[str, str]],
        found: list[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(meetings, *args, **kwargs)
        self.fields["meeting"].required = False  # a revision may come between meetings
        offer(self, "review", [("", "–"), *found])


class Commitment(Keyed):
    """What a member commits itself to."""

    entity = forms.ChoiceField(label=_("Member"))
    what = forms.CharField(label=_("What"), max_length=promises.LONGEST)
    due_on = forms.DateField(label=_("Until"), help_text=DAY)

    def __init__(self, members: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "entity", members)


class Move(forms.Form):
    """How a commitment goes."""

    state = forms.ChoiceField(
        label=_("State"), choices=lazily(promises.STATES), widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), required=False, widget=area(2))


class Review(Keyed):
    """A review: what it found, and what was changed after it."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=lazily(reviews.KINDS), widget=forms.RadioSelect
    )
    held_on = forms.DateField(label=_("Held on"), help_text=DAY)
    finding = forms.CharField(label=_("What it found"), widget=area(4))
    recalibration = forms.CharField(
        label=_("What is done differently from now on"), required=False, widget=area(3)
    )


class Measure(Keyed):
    """What an authority does towards an objective of the Global Compact."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    objective = forms.ChoiceField(label=_("GCM objective"))
    title = forms.CharField(label=_("Measure"), max_length=300)
    authority = forms.CharField(label=_("Kosovo authority"), max_length=200)
    state = forms.ChoiceField(
        label=_("State"), choices=lazily(reviews.MEASURE_STATES), widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("Since"), required=False, help_text=DAY)
    source = forms.CharField(label=_("Source"), required=False, max_length=300)
    note = forms.CharField(label=_("Note"), required=False, widget=area(2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "objective", reference.choices("gcm_objective"))
