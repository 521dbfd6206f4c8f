"""The list, the search box, a person's page, and the form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions, http
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.registry.people import actions, queries
from waystation.registry.people.forms import Person, as_typed, remember, remembered, written_in
from waystation.registry.people.rules import consents as consent_rules
from waystation.registry.people.rules.identity import PLAIN_FIELDS
from waystation.registry.people.rules.likeness import Proposed
from waystation.registry.reference import queries as reference


def line(found: Any) -> dict[str, Any]:
    """Return a person of a list as the template shows it."""
    words = [reference.label("sex", found.sex), str(found.birth_year or "")]
    words.append(reference.label("municipality", found.municipality))
    return {
        "url": reverse("people:person", args=[found.id]),
        "name": found.name,
        "other_name": getattr(found, "other_name", ""),
        "number": found.number,
        "words": [word for word in words if word],
        "why": _(found.why) if getattr(found, "why", "") else "",
        "level": getattr(found, "level", 0),
        "chance": round(100 * getattr(found, "chance", 0.0)),
        "reasons": [_(one) for one in getattr(found, "reasons", ())],
        "caution": _(found.caution_says) if getattr(found, "caution", "") else "",
        "office": found.office,
        "changed_at": getattr(found, "changed_at", None),
    }


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """List the files of the user's offices, or those that fit a search."""
    typed = request.GET.get("q", "").strip()
    if typed:
        rows, after = [line(one) for one in queries.search(request.user, typed, limit=50)], ""
    else:
        found, after = queries.people_seen_by(request.user, after=request.GET.get("after", ""))
        rows = [line(one) for one in found]
    offices = access.offices_where(request.user, "person.read")
    return render(
        request,
        "people/list.html",
        {
            "rows": rows,
            "typed": typed,
            "after": urlencode({"after": after}) if after else "",
            "more_offices": len(offices) > 1,
            "may_record": access.may(request.user, "person.record"),
        },
    )


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Answer the search box while somebody types: a few people, and why each fits."""
    access.require(request.user, "person.read")
    typed = request.GET.get("q", "").strip()
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('people:list')}?{urlencode({'q': typed})}")
    found = queries.search(request.user, typed, limit=8) if len(typed) > 1 else []
    context = {"rows": [line(one) for one in found], "typed": typed}
    return render(request, "people/found.html", context)


@login_required
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's page: what happened, what was agreed, what comes next, what is shared."""
    file = queries.person_seen_by(request.user, person_id)
    if file.merged_into_id:
        return redirect("people:person", queries.require_person(request.user, person_id))
    entries = queries.timeline_of(request.user, person_id)
    consents = queries.consents_of(request.user, person_id)
    chosen = request.GET.get("kind", "")
    past = [one for one in entries if one.when == "past" and chosen in ("", one.kind)]
    return render(
        request,
        "people/person.html",
        {
            **frame(request, file, "timeline"),
            "past": past,
            "kinds": sorted({one.kind for one in entries if one.when == "past"}),
            "chosen": chosen,
            "agreed": [one for one in entries if one.when == "agreed"],
            "next": [one for one in entries if one.when == "next"],
            "consents": [agreement(one) for one in consents],
            "lives_with": [
                {**line(one.row), "role": reference.label("household_role", one.role)}
                for one in (
                    queries.members_of(request.user, file.household_id) if file.household_id else ()
                )
                if one.row.id != person_id
            ],
            "merges": list(queries.merges_of(request.user, person_id)),
            "may_consent": access.may(request.user, "consent.record", file.office_id),
        },
    )


def doors(request: HttpRequest, file: Any) -> list[dict[str, str]]:
    """Return what other apps offer to do with this person."""
    if file.erased_at:
        return []
    return [
        {
            "label": str(link.label),
            "url": reverse(link.address, args=[file.id])
            if link.in_path
            else f"{reverse(link.address)}?{urlencode({'person': file.id})}",
        }
        for link in contributions.listed("person_links")
        if access.may(request.user, link.permission, file.office_id)
    ]


def agreement(one: Any) -> dict[str, Any]:
    """Return a consent as the page shows it."""
    return {
        "id": one.id,
        "purpose": _(consent_rules.PURPOSES.get(one.purpose, one.purpose)),
        "recipient": one.recipient,
        "fields": [_(consent_rules.FIELDS.get(name, name)) for name in one.fields],
        "state": _("Expired") if one.state == "expired" else _(consent_rules.STATES[one.state]),
        "holds": one.holds,
        "given_at": one.given_at,
        "expires_on": one.expires_on,
        "withdrawn_at": one.withdrawn_at,
        "text": one.text,
        "text_number": one.text_number,
        "language": one.language,
    }


def frame(request: HttpRequest, file: Any, tab: str) -> dict[str, Any]:
    """Return what the head of every page about one person needs."""
    name = file.name
    may = {
        key: access.may(request.user, permission, file.office_id)
        for key, permission in (
            ("change", "person.record"),
            ("merge", "person.merge"),
            ("export", "person.export"),
            ("erase", "person.erase"),
            ("hold", "person.hold"),
        )
    }
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    return {
        "file": file,
        "name": name,
        "face": initials,
        "doors": doors(request, file),
        "tab": tab,
        "may": may,
        "sex": reference.label("sex", file.sex),
        "place": reference.label("municipality", file.municipality),
        "spoken": [reference.label("language", code) for code in file.languages],
        "details": [
            (_("Nationality"), reference.label("country", file.nationality)),
            (
                _("Displacement or migration status"),
                reference.label("migration_status", file.migration_status),
            ),
            (_("Community"), reference.label("community", file.community)),
        ],
        "years": settings.PEOPLE_KEPT_YEARS,
    }


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open a file; similar files are shown before anything is saved."""
    access.require(request.user, "person.record")
    office = access.offices_seen_by(request.user, "person.record").first()
    form = Person(request.POST or None, initial={"given": request.GET.get("name", "")})
    similar: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid() and office is not None:
        answers = written_in(form.cleaned_data)
        names = answers.pop("names")
        similar = _similar(request, office.id, answers, names)
        try:
            if not similar or form.cleaned_data["somebody_else"]:
                made = actions.record_person(
                    request.user,
                    office.id,
                    id=form.cleaned_data["id"],
                    given=names[0].given,
                    family=names[0].family,
                    father=names[0].father,
                    aliases=names[1:],
                    somebody_else=form.cleaned_data["somebody_else"],
                    **answers,
                )
                messages.success(request, _("File {number} is open.").format(number=made.number))
                return redirect("people:person", made.id)
        except Refusal as refusal:
            http.onto_form(form, refusal)
    context = {"form": form, "similar": similar, "office": office, "title": _("New file")}
    return render(request, "people/form.html", context)


def _similar(
    request: HttpRequest, office_id: UUID, answers: dict[str, Any], names: Any
) -> list[dict[str, Any]]:
    born = answers["birth_date"]
    proposed = Proposed(
        tuple(names),
        born,
        born.year if born else answers["birth_year"],
        answers["sex"],
        answers["municipality"],
        tuple((one.kind, one.value) for one in (*answers["contacts"], *answers["identifiers"])),
    )
    return [line(one) for one in queries.likely_files(request.user, office_id, proposed)]


@login_required
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Change a file; whoever else changed the same field meanwhile is not overwritten."""
    file = queries.person_seen_by(request.user, person_id, why="edit")
    access.require(request.user, "person.record", file.office_id)
    plain = {name: getattr(file, name) for name in PLAIN_FIELDS}
    typed = as_typed(file.identity, plain | {"languages": list(file.languages)})
    form = Person(request.POST or None, initial={**typed, "seen": remember(typed)})
    disputed: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        before = remembered(form.cleaned_data["seen"])
        seen = written_in(before, file.identity) if before else {}
        try:
            actions.edit_person(
                request.user, person_id, seen, written_in(form.cleaned_data, file.identity)
            )
            messages.success(request, _("Saved."))
            return redirect("people:person", person_id)
        except Refusal as refusal:
            http.onto_form(form, refusal)
            disputed = [{"field": name} for name in getattr(refusal, "fields", {})]
            if disputed:  # what stands there now was shown, so that the next saving decides
                shown = request.POST.copy()
                shown["seen"] = remember(typed)
                form.data = shown
    return render(
        request,
        "people/form.html",
        {
            **frame(request, file, "edit"),
            "form": form,
            "disputed": disputed,
            "stands": typed,
            "title": _("Change the file"),
        },
    )
