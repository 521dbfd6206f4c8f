"""Turns what is typed about employers, vacancies and rounds into values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import offer
from waystation.foundation.pages.forms import (
    NO_OFFERS,
    CodeField,
    FieldsForm,
    KeyField,
    OfficeForm,
)
from waystation.registry.reference import queries as reference

from . import queries
from .fields import CONTENTS, EMPLOYER, READER, VACANCY
from .rules import demand, rounds

LANGUAGES = 3
"""So many languages can be typed at once."""


class EmployerNew(OfficeForm):
    """An employer: an organisation that is known here, or a new one; answers may come later."""

    table = EMPLOYER
    permission = "vacancy.record"
    name = forms.CharField(label=_("Name of the employer"), required=False, max_length=200)
    entity = forms.TypedChoiceField(
        label=_("Or an organisation that is known here"),
        required=False,
        coerce=UUID,
        empty_value=None,
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.choices = [("", "–"), *queries.organisations_to_record(user)]
        self.order_fields(["key", "office", "name", "entity", *EMPLOYER.names])


class Reader(FieldsForm):
    """Who opens the link of an employer, and the code."""

    table = READER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autocomplete"] = "off"


class VacancyForm(FieldsForm):
    """A vacancy: requirements and offer, languages, and the payer of each cost."""

    table = CONTENTS

    def __init__(self, *args: Any, offers: Mapping[str, Any] = NO_OFFERS, **kwargs: Any) -> None:
        offered = {name: choices for name, choices in offers.items() if choices}
        pathways = offered.pop("pathways", ())
        super().__init__(*args, offers=offered, **kwargs)
        for name in ("recruiter", "site", "pathways"):
            if name not in offered and not (name == "pathways" and pathways):
                self.fields.pop(name, None)
        if "pathways" in self.fields:
            offer(self, "pathways", pathways)
        for name, rows in (("must_have", 4), ("nice_to_have", 3)):
            self.fields[name] = forms.CharField(
                label=_(CONTENTS[name].label),
                help_text=_(CONTENTS[name].hint),
                required=False,
                widget=forms.Textarea(attrs={"rows": rows}),
            )
            self.initial[name] = "\n".join(self.initial.get(name, ()))
        for name in ("languages", "costs"):
            self.fields[name].widget = forms.HiddenInput()
        self._add_languages(self.initial.pop("languages", {}))
        self._add_costs(self.initial.pop("costs", ()))
        parts = CONTENTS.without(*VACANCY.names).names
        self.order_fields(["key", "title", "occupation", "openings", *parts])

    def _add_languages(self, known: Mapping[str, Mapping[str, str]]) -> None:
        levels = [("", "–"), *demand.LEVELS]
        # Another editor may have taken out languages whose rows this one has sent.
        sent = sum(f"language_{number}" in self.data for number in range(demand.MOST_LANGUAGES))
        count = max(LANGUAGES, len(known), sent)
        rows = [*known.items(), *[("", {})] * count][:count]
        self.language_rows = []
        for number, (language, asked) in enumerate(rows):
            names = [f"language_{number}"]
            self.fields[names[0]] = CodeField(
                label=_("Language"),
                choices=[("", "–"), *reference.choices("language")],
                required=False,
                initial=language,
            )
            for activity, label in demand.ACTIVITIES:
                names.append(f"{activity}_{number}")
                self.fields[names[-1]] = CodeField(
                    label=_(label), choices=levels, required=False, initial=asked.get(activity, "")
                )
            self.language_rows.append(names)

    def _add_costs(self, known: Any) -> None:
        lines = {one["kind"]: one for one in known}
        payers = [("", _("No such cost")), *reference.choices("cost_payer")]
        self.cost_rows = []
        for kind, label in reference.choices("recruitment_cost"):
            line = lines.get(kind, {})
            self.fields[f"payer_{kind}"] = CodeField(
                label=label, choices=payers, required=False, initial=line.get("payer", "")
            )
            self.fields[f"amount_{kind}"] = forms.DecimalField(
                label=_("Amount"), required=False, initial=line.get("amount")
            )
            self.cost_rows.append((kind, f"payer_{kind}", f"amount_{kind}"))

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        languages: dict[str, dict[str, str]] = {}
        for names in self.language_rows:
            if language := given.get(names[0]):
                languages[language] = {
                    activity: given.get(name) or ""
                    for (activity, _label), name in zip(demand.ACTIVITIES, names[1:], strict=True)
                }
        costs = [
            {"kind": kind, "payer": given[payer], "amount": given.get(amount)}
            for kind, payer, amount in self.cost_rows
        ]
        typed = {"languages": languages, "costs": costs}
        found = super().values | {name: self.table[name].read(typed[name]) for name in typed}
        return {name: value for name, value in found.items() if name in self.fields}

    def words_of(self, name: str, value: Any) -> str:
        if name == "languages":
            return "; ".join(queries.languages_in_words(value))
        if name == "costs":
            return "; ".join(queries.payers_in_words(value))
        if name == "pathways":
            offered: Any = self.fields[name]
            names = {str(key): str(word) for key, word in offered.choices}
            return ", ".join(names.get(one, one) for one in value)
        return super().words_of(name, value)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        chosen: set[str] = set()
        for first, *levels in self.language_rows:
            language = given.get(first)
            if language and language in chosen:
                self.add_error(first, _("This language is chosen twice."))
            elif not language and any(given.get(one) for one in levels):
                self.add_error(first, _("Choose the language of this level."))
            chosen.add(language or "")
        return given

    def common_fields(self) -> list[forms.BoundField]:
        """Return the fields that are shown one below the other; the others are in tables."""
        own = {name for names in self.language_rows for name in names}
        own |= {name for _kind, payer, amount in self.cost_rows for name in (payer, amount)}
        return [one for one in super().common_fields() if one.name not in own]

    def language_headings(self) -> list[str]:
        """Return the headings of the table of languages."""
        return [str(self.fields[name].label) for name in self.language_rows[0]]

    def language_fields(self) -> Iterator[list[forms.BoundField]]:
        """Yield the fields of each language, for the table of the page."""
        for names in self.language_rows:
            yield [self[name] for name in names]

    def cost_fields(self) -> Iterator[list[forms.BoundField]]:
        """Yield who pays and how much, for each kind of cost."""
        for _kind, payer, amount in self.cost_rows:
            yield [self[payer], self[amount]]


class NewVacancyForm(VacancyForm):
    """The form of a new vacancy."""

    key = KeyField()


class RoundForm(forms.Form):
    """A placement round: over which vacancies, how, and with which least shares."""

    asked = ("vacancies",)

    title = forms.CharField(label=_("Name of the round"), required=False, max_length=150)
    mode = forms.ChoiceField(
        label=_("How places are allocated"),
        choices=[(code, _(word)) for code, word in rounds.MODES],
        initial="stable",
        widget=forms.RadioSelect,
    )
    vacancies = forms.MultipleChoiceField(
        label=_("Vacancies"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seed = forms.IntegerField(
        label=_("Seed of the lottery"),
        help_text=_("Leave blank to draw one at random. It is printed with the result."),
        required=False,
    )

    with_at_work = forms.BooleanField(
        label=_("Include people who are at work"),
        help_text=_("They take part only if this is ticked."),
        required=False,
    )

    def __init__(self, vacancies: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title: Any = self.fields["title"]
        title.asked = True
        chosen: Any = self.fields["vacancies"]
        chosen.choices = vacancies
        chosen.initial = [key for key, _name in vacancies]
        for group, label in rounds.GROUPS:
            self.fields[f"floor_{group}"] = forms.IntegerField(
                label=_(label),
                help_text=_("Least share of those placed, in per cent. Optimal rounds only."),
                required=False,
            )

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "title": given["title"],
            "mode": given["mode"],
            "vacancies": [UUID(one) for one in given["vacancies"]],
            "seed": given["seed"],
            "with_at_work": given["with_at_work"],
            "floors": {
                group: given[f"floor_{group}"] / 100
                for group, _label in rounds.GROUPS
                if given.get(f"floor_{group}") is not None
            },
        }
