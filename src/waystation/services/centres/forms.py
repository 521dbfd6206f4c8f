"""Turns what a counsellor types into values. The rules are in rules.py, not here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.registry.reference import queries as reference

from . import queries
from .rules import DECLINED


class Code(forms.ChoiceField):
    """A choice from a list. Whether it was made, and is in the list, the action's rule says."""

    def validate(self, value: Any) -> None:
        return None


class Codes(forms.MultipleChoiceField):
    """Some choices from a list; the action's rule says whether they are in it."""

    def validate(self, value: Any) -> None:
        return None


class Coded(forms.Form):
    """A form whose choices come from the reference lists, in the reader's language."""

    coded: dict[str, str] = {}
    declinable = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.coded.items():
            field: Any = self.fields[name]
            choices: list[tuple[str, Any]] = [*reference.choices(code_list)]
            if self.declinable:
                choices = [*choices, (DECLINED, _("Did not want to say"))]
            if not isinstance(field, forms.MultipleChoiceField) and not field.required:
                choices = [("", "–"), *choices]
            field.choices = choices


def offer_offices(form: forms.Form, user: Any) -> None:
    """Offer the offices in which the user records; with only one there is nothing to ask."""
    offices = queries.offices_to_record_in(user)
    offer(form, "office", offices)
    form.fields["key"].initial = new_key()
    if len(offices) == 1:
        form.fields["office"].widget = forms.HiddenInput()
        form.fields["office"].initial = offices[0][0]


class Visit(Coded):
    """A visit in under a minute: twelve answers at most, three of them needed.

    The answers of ``more`` are seldom needed and folded away; the rules are the same.
    """

    coded = {
        "mode": "visit_mode",
        "visitor_type": "visitor_type",
        "reason": "visit_reason",
        "topics": "topic",
        "next_step": "next_step",
        "language": "language",
        "sex": "sex",
        "age_band": "age_band",
        "community": "community",
        "place": "municipality",
    }
    more = ("informed", "started_at", "ended_at", "place", "community")
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    office = forms.ChoiceField(label=_("Centre"))
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    started_at = forms.DateTimeField(
        label=_("When it began"), required=False, help_text=_("Empty means now.")
    )
    ended_at = forms.DateTimeField(
        label=_("When it ended"), required=False, help_text=_("For example 21.9.2026 10:30.")
    )
    mode = Code(label=_("How the person came"), widget=forms.RadioSelect, initial="walk_in")
    visitor_type = Code(label=_("Kind of visitor"))
    sex = Code(label=_("Sex"), required=False)
    age_band = Code(label=_("Age"), required=False)
    reason = Code(label=_("Main reason for the visit"), widget=forms.RadioSelect)
    topics = Codes(
        label=_("Topics talked about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    informed = forms.BooleanField(
        label=_("Information was given"),
        required=False,
        help_text=_("A topic that was talked about counts as information given."),
    )
    counselled = forms.BooleanField(label=_("Individual counselling was given"), required=False)
    advice = forms.CharField(
        label=_("What was advised"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept sealed. Colleagues of your centre can read it, nobody else."),
    )
    next_step = Code(label=_("Next step"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    language = Code(label=_("Language of the conversation"), required=False)
    place = Code(label=_("Municipality where the visitor lives"), required=False)
    community = Code(
        label=_("Community"),
        required=False,
        help_text=_("Only as the visitor says it. It is never used to find or to rank anybody."),
    )
    interpreter = forms.BooleanField(label=_("An interpreter helped"), required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_offices(self, user)

    def answers(self) -> dict[str, Any]:
        """Return what record_visit and edit_visit take."""
        given = dict(self.cleaned_data)
        for name in ("key", "office"):
            given.pop(name, None)
        given["person_id"] = given.pop("person")
        given["started_at"] = given["started_at"] or now()
        given["informed"] = given["informed"] or bool(given["topics"])
        return given

    def describes_visitor(self) -> bool:
        """Return whether sex and age are asked here: only for somebody without a file."""
        return not (self.initial.get("person") or self.data.get("person"))

    def more_is_used(self) -> bool:
        """Return whether one of the folded answers is there, or wrong: then they are shown."""
        return any(self[name].errors or self[name].value() for name in self.more)


def as_typed(form: type[forms.Form], posted: Any) -> dict[str, Any]:
    """Return what was typed so far, so that looking for a person loses nothing."""
    return {
        name: posted.getlist(name) if name == "topics" else posted[name]
        for name in posted
        if name in form.base_fields and posted[name] != ""
    }


class NewPerson(forms.Form):
    """A visitor who has no file yet: the least that one needs."""

    given = forms.CharField(label=_("Given name"), required=False, max_length=200)
    family = forms.CharField(label=_("Family name"), required=False, max_length=200)
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    new_sex = Code(label=_("Sex, for the file"), required=False)
    somebody_else = forms.BooleanField(
        label=_("I have looked: it is none of the files with a similar name"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "new_sex", [("", "–"), *reference.choices("sex")])

    def answers(self) -> dict[str, Any] | None:
        """Return what a new file takes; None where no name was typed."""
        given = self.cleaned_data
        if not given["given"] and not given["family"]:
            return None
        return {
            "given": given["given"],
            "family": given["family"],
            "birth_year": given["birth_year"],
            "sex": given["new_sex"],
            "somebody_else": given["somebody_else"],
        }


class Waiting(Coded):
    """A place on today's waiting list: three answers, none of them needed."""

    coded = {"language": "language"}
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    office = forms.ChoiceField(label=_("Centre"))
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    language = Code(label=_("Language of the conversation"), required=False)
    wish = forms.CharField(
        label=_("What the visitor came for"),
        required=False,
        help_text=_("One line, kept sealed. Colleagues of your centre can read it, nobody else."),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_offices(self, user)


class Profile(Coded):
    """The daily profile. Every answer may be left out or declined."""

    declinable = True
    coded = {
        "education": "education",
        "work_status": "work_status",
        "occupation": "occupation",
        "destination": "country",
        "intention": "intention",
        "horizon": "horizon",
    }
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    education = Code(label=_("Education"), required=False)
    work_status = Code(label=_("Work"), required=False)
    occupation = Code(label=_("Occupation"), required=False)
    skills = forms.CharField(
        label=_("Skills, in the person's own words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept sealed."),
    )
    been_abroad = Code(
        label=_("Has lived abroad"),
        required=False,
        choices=[
            ("", "–"),
            ("yes", _("Yes")),
            ("no", _("No")),
            (DECLINED, _("Did not want to say")),
        ],
    )
    intention = Code(label=_("Intention now"), required=False)
    horizon = Code(label=_("When"), required=False)
    destination = Code(label=_("Where to"), required=False)
    drivers = Codes(label=_("Reasons"), required=False, widget=forms.CheckboxSelectMultiple)
    means = Codes(label=_("Means"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key()
        offer(self, "drivers", reference.choices("driver"))
        offer(self, "means", reference.choices("means"))


# Who is counted by number: sex and age band of each box in the table of a session.
HEADCOUNT_SEXES = ("female", "male")


class Session(Coded):
    """A group session: what it was about, and how many came by sex and age."""

    coded = {"topics": "topic", "place": "municipality", "language": "language"}
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    office = forms.ChoiceField(label=_("Centre"))
    title = forms.CharField(label=_("Title"), max_length=200)
    day = forms.DateField(label=_("Day"), help_text=_("For example 21.9.2026."))
    minutes = forms.IntegerField(
        label=_("Minutes"), widget=forms.NumberInput(attrs={"class": "short"})
    )
    topics = Codes(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    place = Code(label=_("Municipality"), required=False)
    language = Code(label=_("Language"), required=False)
    planned = forms.BooleanField(label=_("Only planned: attendance comes later"), required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_offices(self, user)
        self.fields["day"].initial = today_in()


class Heads(forms.Form):
    """How many came, by sex and age band, and which known people by their file's number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bands = reference.choices("age_band")
        self.sexes = [(code, reference.label("sex", code)) for code in HEADCOUNT_SEXES]
        for sex, sex_label in self.sexes:
            for band, band_label in self.bands:
                self.fields[f"n_{sex}_{band}"] = forms.IntegerField(
                    label=f"{sex_label}, {band_label}",
                    required=False,
                    min_value=0,
                    widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
                )

    def table(self) -> list[dict[str, Any]]:
        """Return the boxes row by row, for the template."""
        return [
            {"label": label, "cells": [self[f"n_{sex}_{band}"] for sex, _l in self.sexes]}
            for band, label in self.bands
        ]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the numbers by sex and age band."""
        return {
            sex: {
                band: self.cleaned_data.get(f"n_{sex}_{band}") or 0 for band, _label in self.bands
            }
            for sex, _l in self.sexes
        }


class SignIn(Coded):
    """What a phone says at the door of a session. No name."""

    coded = {"sex": "sex", "age_band": "age_band"}
    sex = Code(label=_("Sex"), required=False)
    age_band = Code(label=_("Age"), required=False)


class Centre(Coded):
    """An entry of the centre register."""

    coded = {
        "place": "municipality",
        "host_kind": "host_kind",
        "handover_status": "handover_status",
        "languages": "language",
    }
    name = forms.CharField(label=_("Name"), max_length=200)
    place = Code(label=_("Municipality"))
    host_kind = Code(label=_("Host institution"))
    host = forms.CharField(label=_("Name of the host"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    hours = forms.CharField(label=_("Opening hours"), max_length=200, required=False)
    languages = Codes(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    handover_status = Code(label=_("Hand-over"))
    equipment = forms.CharField(label=_("Equipment"), max_length=300, required=False)
    trained_staff = forms.IntegerField(label=_("Trained staff"), min_value=0, initial=0)
    public = forms.BooleanField(label=_("Shown on the public page"), required=False)


def local(moment: datetime | None) -> datetime | None:
    """Return a moment as the form shows it: without seconds, as they cannot be typed."""
    return moment.replace(second=0, microsecond=0) if moment else None


def key_in(text: str) -> UUID | None:
    """Return the key in an address, or None where there is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
