"""The text, the duties that follow from it, the house's own rules, and the yearly self-view."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.governance.network import actions, forms
from waystation.governance.network.compliance import page as keeping_page
from waystation.governance.network.http.sentences import said
from waystation.governance.network.queries import house, people, terms
from waystation.governance.network.rules import house as house_rules
from waystation.governance.network.rules import terms as rules
from waystation.registry.reference import queries as reference


@login_required
@require_GET
def text(request: HttpRequest) -> HttpResponse:
    """Show an edition of the Terms of Reference, each paragraph with its anchor."""
    network = people.network_seen_by(request.user, "terms.read")
    number = request.GET.get("edition", "")
    row = terms.edition(network, number_in(number))
    if number and row is None:
        raise NotSeen(N_("There is no such edition."), code="edition_unknown")
    return render(
        request,
        "network/terms.html",
        {
            "edition": row,
            "editions": terms.editions(network),
            "sections": terms.paragraphs(row),
            "may_load": access.may(request.user, "terms.load", network.office_id),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load the full text as a new edition."""
    network = people.network_seen_by(request.user, "terms.load")
    form = forms.terms.LoadTerms(
        request.POST or None,
        initial={"text": terms.as_source(terms.edition(network)), "decided_on": today_in()},
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            row = actions.terms.load_terms(
                request.user, clean["text"], why=clean["why"], decided_on=clean["decided_on"]
            )
        except Refusal as refusal:
            _shown_or_raised(form, refusal)
        else:
            messages.success(request, _("Edition {number} is issued.").format(number=row.number))
            return redirect("network:terms")
    return render(request, "network/terms_load.html", {"form": form})


@login_required
@require_GET
def keeping(request: HttpRequest) -> HttpResponse:
    """Show every duty of the Terms of Reference with its present state."""
    network = people.network_seen_by(request.user, "terms.read")
    language = get_language() or "en"
    rows = []
    counts = dict.fromkeys(keeping_page.WORDS, 0)
    for one in keeping_page.statuses(network, today_in(network.office.zone)):
        counts[one.status.how] += 1
        rows.append(
            {
                "id": one.duty.id,
                "duty": one.duty.said(language),
                "paragraphs": " ".join(one.duty.paragraphs),
                "who": _(rules.WHO[one.duty.who]),
                "when": _(rules.WHEN[one.duty.when]),
                "how": one.status.how,
                "word": _(keeping_page.WORDS[one.status.how]),
                "tone": keeping_page.TONES[one.status.how],
                "sentence": said(one.status.sentence, one.status.values),
                "address": one.status.address if _may_open(request, network) else "",
            }
        )
    wanted = request.GET.get("state", "")
    tallies = [
        {"key": key, "word": _(word), "tone": keeping_page.TONES[key], "count": counts[key]}
        for key, word in keeping_page.WORDS.items()
    ]
    return render(
        request,
        "network/keeping.html",
        {
            "rows": [row for row in rows if not wanted or row["how"] == wanted],
            "tallies": tallies,
            "wanted": wanted,
            "total": len(rows),
        },
    )


def _may_open(request: HttpRequest, network: Any) -> bool:
    return access.may(request.user, "network.read", network.office_id)


@login_required
@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """Show what the text leaves open and how this house reads it."""
    network = people.network_seen_by(request.user, "terms.read")
    now = house.house_rules(network)
    may_set = access.may(request.user, "network_rule.set", network.office_id)
    rows = [
        {
            "key": one.key,
            "paragraph": one.paragraph,
            "question": _(one.open_question),
            "reading": _(one.reading),
            "settings": [
                {
                    "key": setting.key,
                    "name": _(setting.name),
                    "value": _value(setting, now.text(setting.key)),
                    "default": _value(setting, setting.default),
                    "changed": now.text(setting.key) != setting.default,
                }
                for setting in one.settings
            ],
        }
        for one in house_rules.READINGS
    ]
    decided = [
        row
        | {
            "name": _(house_rules.SETTINGS[row["key"]].name),
            "value": _value(house_rules.SETTINGS[row["key"]], row["value"]),
        }
        for row in house.decisions_on(network)
        if row["key"] in house_rules.SETTINGS
    ]
    context = {"rows": rows, "decided": decided, "may_set": may_set}
    return render(request, "network/house_rules.html", context)


def _value(setting: house_rules.Setting, value: str) -> str:
    return _(dict(setting.choices)[value]) if setting.choices else value


@login_required
@require_http_methods(["GET", "POST"])
def set_reading(request: HttpRequest, key: str) -> HttpResponse:
    """Decide one house rule."""
    network = people.network_seen_by(request.user, "network_rule.set")
    setting = house_rules.SETTINGS.get(key)
    if setting is None:
        raise NotSeen(N_("There is no such house rule."), code="rule_unknown")
    form = forms.terms.HouseRule(
        request.POST or None,
        setting=setting,
        initial={"value": house.house_rules(network).text(key)},
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.terms.set_house_rule(request.user, key, clean["value"], clean["reason"])
        except Refusal as refusal:
            _shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The house rule holds from now on."))
            return redirect("network:house_rules")
    reading = house_rules.READING_OF[key]
    return render(
        request,
        "network/house_rule.html",
        {"form": form, "name": _(setting.name), "reading": reading, "key": key},
    )


@login_required
@require_GET
def assessment(request: HttpRequest) -> HttpResponse:
    """Show how the Network judged its own year, by principle and objective."""
    network = people.network_seen_by(request.user)
    this_year = today_in(network.office.zone).year
    asked = number_in(request.GET.get("year", "")) or 0
    year = asked if 2000 < asked < 2200 else this_year
    found = terms.assessments(network, year)
    groups = [
        {
            "title": title,
            "rows": [
                {"code": code, "label": label, "record": found.get(code)}
                for code, label in reference.codes(list_key).items()
            ],
        }
        for title, list_key in (
            (_("Ten working principles"), "tor_principle"),
            (_("Nine objectives"), "tor_objective"),
        )
    ]
    return render(
        request,
        "network/assessment.html",
        {
            "groups": groups,
            "year": year,
            "years": range(this_year, network.opened_on.year - 1, -1),
            "marks": forms.terms.MARKS,
            "may_record": access.may(request.user, "assessment.record", network.office_id),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Judge the year by one principle or objective."""
    network = people.network_seen_by(request.user, "assessment.record")
    label = reference.codes("tor_principle").get(code) or reference.codes("tor_objective").get(code)
    if label is None:
        raise NotSeen(N_("There is no such principle or objective."), code="code_unknown")
    there = terms.assessments(network, year).get(code)
    initial = (
        {"mark": there.mark, "evidence": there.evidence, "next_step": there.next_step}
        if there
        else {}
    )
    form = forms.terms.Assess(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.terms.assess(request.user, year, code, **clean | {"mark": int(clean["mark"])})
        except Refusal as refusal:
            _shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The assessment is kept."))
            return redirect("network:assessment")
    return render(
        request, "network/assess.html", {"form": form, "label": label, "year": year, "code": code}
    )


def _shown_or_raised(form: Any, refusal: Refusal) -> None:
    if refusal.status not in {409, 422}:
        raise refusal
    onto_form(form, refusal)
