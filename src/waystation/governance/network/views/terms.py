"""The Terms of Reference, their duties, working rules, and the yearly self-assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import Page, may_open
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.languages import in_own_language
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.governance.network import actions
from waystation.governance.network.compliance import page as keeping_page
from waystation.governance.network.fields import ASSESSMENT, MARKS, TERMS, WORKING_RULE
from waystation.governance.network.http import NetworkForm, OfNetwork
from waystation.governance.network.queries import terms
from waystation.governance.network.queries.readings import (
    WorkingRules as Settings,
)
from waystation.governance.network.queries.readings import decisions_on, working_rules
from waystation.governance.network.rules import readings
from waystation.governance.network.rules import terms as rules
from waystation.registry.reference import queries as reference

KEEPING = (("network:keeping", N_("Compliance with the Terms of Reference")),)


class Text(OfNetwork, Page):
    """An edition of the Terms of Reference, each paragraph with its anchor."""

    template_name = "network/terms.html"
    permissions = ("terms.read",)
    parents = KEEPING
    title = N_("Terms of Reference")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.request.GET.get("edition", "")
        row = terms.edition(self.network, number_in(number))
        if number and row is None:
            raise NotSeen(N_("There is no such edition."), code="edition_unknown")
        return super().get_context_data(**kwargs) | {
            "edition": row,
            "editions": terms.editions(self.network),
            "sections": terms.paragraphs(row),
            "may_load": self.may("terms.load"),
        }


class Load(NetworkForm):
    """Load the full text as a new edition."""

    permissions = ("terms.load",)
    parents = (("network:terms", N_("Terms of Reference")),)
    table = TERMS
    title, button = N_("Load the full text"), N_("Issue the edition")
    lead = N_(
        "A new edition is issued; earlier editions do not change. Paragraphs that you leave "
        "out keep their text."
    )
    next_page = "network:terms"
    action = staticmethod(actions.terms.load_terms)

    def get_initial(self) -> dict[str, Any]:
        text = terms.as_source(terms.edition(self.network))
        return {"text": text, "decided_on": self.today}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["text"].widget.attrs["rows"] = 22
        return form

    def act(self, form: Any) -> Any:
        row = super().act(form)
        messages.success(self.request, _("Edition {number} is issued.").format(number=row.number))


class Keeping(OfNetwork, Page):
    """Every duty of the Terms of Reference with its present state."""

    template_name = "network/keeping.html"
    permissions = ("terms.read",)
    title = N_("Compliance with the Terms of Reference")
    lead = N_("Every duty, the paragraph it comes from, and its status today.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "id": one.duty.id,
                "duty": in_own_language(one.duty.words),
                "paragraphs": " ".join(one.duty.paragraphs),
                "who": _(rules.WHO[one.duty.who]),
                "when": _(rules.WHEN[one.duty.when]),
                "how": one.status.how,
                "word": _(keeping_page.WORDS[one.status.how]),
                "tone": keeping_page.TONES[one.status.how],
                "sentence": in_words(one.status),
                "address": self.address_of(one.status.address),
            }
            for one in keeping_page.statuses(self.network, self.today)
        ]
        wanted = self.request.GET.get("state", "")
        tallies = [
            {"key": key, "word": _(word), "count": sum(row["how"] == key for row in rows)}
            for key, word in keeping_page.WORDS.items()
        ]
        return super().get_context_data(**kwargs) | {
            "rows": [row for row in rows if not wanted or row["how"] == wanted],
            "tallies": tallies,
            "wanted": wanted,
            "total": len(rows),
        }

    def address_of(self, name: str) -> str:
        """Return the page of a duty where this user may open it."""
        if not name or not self.may("network.read"):
            return ""
        return name if may_open(self.user, reverse(name)) else ""


class WorkingRules(OfNetwork, Page):
    """The open points of the Terms of Reference, and this organisation's interpretations."""

    template_name = "network/working_rules.html"
    permissions = ("terms.read",)
    parents = KEEPING
    title = N_("Working rules")
    lead = N_(
        "Where the Terms of Reference are silent or can be read in two ways, this is how the "
        "Network applies them. A working rule never replaces the text."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = working_rules(self.network)
        rows = [
            {
                **_words_of(one),
                "settings": [_setting(now, setting) for setting in one.settings],
            }
            for one in readings.READINGS
        ]
        decided = [
            row
            | {
                "name": _(readings.SETTINGS[row["key"]].name),
                "value": readings.SETTINGS[row["key"]].words(_, row["value"]),
            }
            for row in decisions_on(self.network)
            if row["key"] in readings.SETTINGS
        ]
        found = {"rows": rows, "decided": decided, "may_set": self.may("network_rule.set")}
        return super().get_context_data(**kwargs) | found


def _words_of(one: readings.Reading) -> dict[str, str]:
    return {
        "key": one.key,
        "paragraph": one.paragraph,
        "question": in_own_language(one.open_question),
        "reading": in_own_language(one.reading),
    }


def _setting(now: Settings, setting: readings.Setting) -> dict[str, Any]:
    value = now.text(setting.key)
    return {
        "key": setting.key,
        "name": _(setting.name),
        "value": setting.words(_, value),
        "default": setting.words(_, setting.default),
        "changed": value != setting.default,
    }


class SetWorkingRule(NetworkForm):
    """Set one working rule: a choice among interpretations, or a number."""

    permissions = ("network_rule.set",)
    parents = (("network:working_rules", N_("Working rules")),)
    template_name = "network/working_rule.html"
    table: FieldTable = WORKING_RULE
    button = N_("Set the working rule")
    done = N_("The working rule applies from now on.")
    subject = "key"
    action = staticmethod(actions.terms.set_working_rule)
    next_page = "network:working_rules"

    def check_permission(self) -> None:
        super().check_permission()
        found = readings.SETTINGS.get(self.kwargs["key"])
        if found is None:
            raise NotSeen(N_("There is no such working rule."), code="rule_unknown")
        self.setting = found

    def get_title(self) -> str:
        return _(self.setting.name)

    def get_initial(self) -> dict[str, Any]:
        return {"value": working_rules(self.network).text(self.setting.key)}

    def get_form(self, form_class: Any = None) -> Any:
        form, one = super().get_form(form_class), self.setting
        if one.choices:
            choices = [(key, _(name)) for key, name in one.choices]
            label = form.fields["value"].label
            form.fields["value"] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect
            )
        else:
            words = _("A whole number from {least} to {most}.")
            form.fields["value"].help_text = words.format(least=one.least, most=one.most)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading = readings.READING_OF[self.setting.key]
        return super().get_context_data(**kwargs) | {"reading": _words_of(reading)}


class Assessment(OfNetwork, Page):
    """How the Network judged its own year, by principle and objective."""

    template_name = "network/assessment.html"
    title = N_("Self-assessment")
    lead = N_(
        "Once a year the Network assesses its work against its ten principles and nine "
        "objectives, with evidence."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = number_in(self.request.GET.get("year", "")) or 0
        year = asked if 2000 < asked < 2200 else self.today.year
        found = terms.assessments(self.network, year)
        lists = (
            (_("Ten working principles"), "tor_principle"),
            (_("Nine objectives"), "tor_objective"),
        )
        groups = [
            {
                "title": title,
                "rows": [
                    {"code": code, "label": label, "record": found.get(code)}
                    for code, label in reference.codes(list_key).items()
                ],
            }
            for title, list_key in lists
        ]
        return super().get_context_data(**kwargs) | {
            "groups": groups,
            "year": year,
            "years": range(self.today.year, self.network.opened_on.year - 1, -1),
            "marks": MARKS,
            "may_record": self.may("assessment.record"),
        }


class Assess(OfNetwork, EditForm):
    """Judge the year by one principle or objective."""

    permissions = ("assessment.record",)
    table = ASSESSMENT
    done = N_("The assessment is saved.")

    def check_permission(self) -> None:
        super().check_permission()
        self.year, self.code = self.kwargs["year"], self.kwargs["code"]
        known = {**reference.codes("tor_principle"), **reference.codes("tor_objective")}
        if self.code not in known:
            raise NotSeen(N_("There is no such principle or objective."), code="code_unknown")
        self.label = str(known[self.code])

    def get_title(self) -> str:
        return str(self.label)

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), f"{_('Self-assessment')} {self.year}")]

    def before(self) -> dict[str, Any]:
        there = terms.assessments(self.network, self.year).get(self.code)
        return terms.assessment_values(there) if there else ASSESSMENT.complete({})

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.terms.assess(self.user, self.year, self.code, seen=seen, **proposed)

    def get_success_url(self) -> str:
        return f"{reverse('network:assessment')}?year={self.year}"
