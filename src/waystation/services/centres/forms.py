"""The counsellors' forms. Validation is in rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.pages.forms import NUMERIC, CodeField, FieldsForm, OfficeForm
from waystation.foundation.records import codes
from waystation.foundation.shared.periods import today_in
from waystation.registry.factsheets import queries as factsheets

from .fields import (
    ATTENDEE,
    CALL_BACK,
    HEADCOUNT_SEXES,
    OF_THE_UNKNOWN,
    RATING,
    SESSION,
    VISIT,
    WAITING,
    counts_of,
    headcount_name,
    heads_table,
)

EXPLAINED = _("Fact sheet explained")


class VisitAnswers(FieldsForm):
    """The answers of a visit. A topic's fact sheet is linked next to the topic."""

    topic_of: Mapping[str, str]

    def offer_editions(self, valid: Iterable[Any], cited: Iterable[Mapping[str, Any]] = ()) -> None:
        """Offer the editions that are valid, and by their titles those that a visit cites."""
        titles = {str(one["id"]): one["title"] for one in cited}
        topics = {str(one["id"]): one["topic"] for one in cited}
        topics |= {str(one.id): one.sheet.topic for one in valid}
        editions: Any = self.fields["editions"]
        editions.choices = [(key, titles.get(key, EXPLAINED)) for key in topics]
        self.topic_of = topics

    def topic_rows(self) -> list[tuple[Any, list[Any]]]:
        """Return each topic's box with the boxes of its fact sheets, for the template.

        Editions of a topic that is not offered any more come last, without a topic's box.
        """
        sheets: dict[str, list[Any]] = {}
        for box in self["editions"]:
            sheets.setdefault(self.topic_of[box.data["value"]], []).append(box)
        rows = [(box, sheets.pop(box.data["value"], [])) for box in self["topics"]]
        return rows + [(None, boxes) for boxes in sheets.values()]


class Visit(VisitAnswers, OfficeForm):
    """A visit in under a minute. Sex, age and community are asked for visitors without a file."""

    table = VISIT.without("person_id")
    permission = "visit.record"
    office_label = _("Centre")
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.offer_editions(factsheets.valid_editions(user.organisation_id))
        if self.initial.get("person") or self.data.get("person"):
            for name in OF_THE_UNKNOWN:
                self.fields[name].widget = forms.HiddenInput()

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"person_id": self.cleaned_data["person"]}


class NewPerson(forms.Form):
    """A visitor who has no file yet: the least that one needs."""

    given = forms.CharField(label=_("Given name"), required=False, max_length=200)
    family = forms.CharField(label=_("Family name"), required=False, max_length=200)
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, widget=forms.NumberInput(attrs=NUMERIC)
    )
    new_sex = CodeField(label=_("Sex, for the file"), required=False)
    somebody_else = forms.BooleanField(
        label=_("I have looked: it is none of the files with a similar name"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_sex: Any = self.fields["new_sex"]
        new_sex.choices = [("", "–"), *codes.choices("sex")]

    @property
    def is_typed(self) -> bool:
        """Return whether anything of a new person is in the form."""
        return any(self[name].value() for name in ("given", "family", "birth_year", "new_sex"))

    @property
    def answers(self) -> dict[str, Any] | None:
        """Return what a new file takes; None where nothing of a new person was typed."""
        given = self.cleaned_data
        if not any(given[name] for name in ("given", "family", "birth_year", "new_sex")):
            return None
        return {
            "given": given["given"],
            "family": given["family"],
            "birth_year": given["birth_year"],
            "sex": given["new_sex"],
            "somebody_else": given["somebody_else"],
        }


class Waiting(OfficeForm):
    """A place on today's waiting list: no answer is needed."""

    table = WAITING.without("person_id")
    permission = "visit.record"
    office_label = _("Centre")
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"person_id": self.cleaned_data["person"]}


class CallBack(OfficeForm):
    """A person to call back. Contact details are needed unless the person has a file."""

    asked = ("contact",)

    table = CALL_BACK.without("person_id")
    permission = "visit.record"
    office_label = _("Centre")
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"person_id": self.cleaned_data["person"]}


class Session(OfficeForm):
    """A group session and its topics. Attendance is in ``Heads``."""

    table = SESSION
    permission = "session.record"
    office_label = _("Centre")
    planned = forms.BooleanField(label=_("Only planned: attendance comes later"), required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["day"].initial = today_in()
        self.order_fields(["key", "office", *SESSION.names, "planned"])


class Heads(FieldsForm):
    """Attendance by sex and age band; an empty field means nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["table"] = heads_table()
        super().__init__(*args, **kwargs)
        self.sexes = [(code, codes.label("sex", code)) for code in HEADCOUNT_SEXES]

    @property
    def values(self) -> dict[str, Any]:
        return {name: number or 0 for name, number in super().values.items()}

    def rows(self) -> list[dict[str, Any]]:
        """Return the boxes row by row, for the template."""
        return [
            {
                "band": band,
                "label": label,
                "cells": [self[headcount_name(sex, band)] for sex in HEADCOUNT_SEXES],
            }
            for band, label in codes.choices("age_band")
        ]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the numbers by sex and age band."""
        return counts_of(self.values)


class SignIn(FieldsForm):
    """The questions on a phone when an attendee signs in to a session. No name."""

    table = ATTENDEE


class Rating(FieldsForm):
    """How the session was, answered on one's own phone."""

    table = RATING


class Ratings(forms.Form):
    """How many paper forms gave each answer about satisfaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in RATING["satisfaction"].get_choices():
            self.fields[code] = forms.IntegerField(
                label=label, required=False, min_value=0, widget=forms.NumberInput(attrs=NUMERIC)
            )

    @property
    def numbers(self) -> dict[str, int]:
        return {code: self.cleaned_data.get(code) or 0 for code in self.fields}
