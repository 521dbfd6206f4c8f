"""Pages of advice: the list, one recommendation with all that happened, and its forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import today_in
from waystation.governance.advice import actions, forms, rules
from waystation.governance.advice.queries import evidence as sources
from waystation.governance.advice.queries import recommendations as queries
from waystation.governance.network.http.pages import form_page, had, named, written
from waystation.governance.network.queries import people
from waystation.registry.reference import queries as reference

TONES = {
    rules.DRAFT: "",
    rules.ENDORSED: "b",
    rules.SUBMITTED: "a",
    rules.REVIEW: "a",
    rules.FOLLOWED: "g",
    rules.PARTLY: "v",
    rules.NOT_FOLLOWED: "r",
    rules.WITHDRAWN: "",
}
DOTS = {rules.FOLLOWED: "g", rules.PARTLY: "v", rules.NOT_FOLLOWED: "a"}


def _page_of(key: UUID) -> str:
    return reverse("advice:recommendation", args=[key])


def _crumbs(file: queries.File | None = None) -> list[tuple[str, str]]:
    found = [(reverse("advice:advice"), _("Advice"))]
    return [*found, (_page_of(file.row.id), str(file.row))] if file else found


def _file(request: HttpRequest, key: UUID) -> queries.File:
    return queries.file_of(queries.recommendation_seen_by(request.user, key))


@login_required
@require_GET
def advice(request: HttpRequest) -> HttpResponse:
    """List the recommendations, or only those in a state; what waits for the UNKT by its age."""
    network = queries.network_for_advice(request.user)
    state = request.GET.get("state", "")
    lines, after = queries.lines_seen_by(
        request.user, today_in(), state=state, after=request.GET.get("after", "")
    )
    counts = queries.counts_by_state(request.user)
    rows = [
        {
            "line": one,
            "state": named(rules.STATES, one.state),
            "tone": TONES[one.state],
            "for": one.to_whom or named(rules.ADDRESSEES, one.addressee),
            "age_tone": {"amber": "a", "red": "r"}.get(one.ageing, ""),
        }
        for one in lines
    ]
    awaiting = sum(counts[one] for one in rules.AWAITING)
    tabs = [
        ("", _("All"), sum(counts.values())),
        ("awaiting", _("Awaiting the UNKT"), awaiting),
        *((key, named(rules.STATES, key), counts[key]) for key, _name in rules.STATES),
    ]
    context = {
        "rows": rows,
        "tabs": [one for one in tabs if one[2] or one[0] in {"", "awaiting"}],
        "state": state,
        "next_after": after,
        "may_draft": access.may(request.user, "advice.draft", network.office_id),
    }
    return render(request, "advice/advice.html", context)


@login_required
@require_GET
def recommendation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a recommendation: its words, evidence and signatures, and every event."""
    file = _file(request, key)
    row, user = file.row, request.user
    answers = access.may(user, "advice.answer", row.office_id) or access.may(
        user, "advice.record_answer", row.office_id
    )
    drafts = access.may(user, "advice.draft", row.office_id)
    signs = access.may(user, "advice.endorse", row.office_id)
    sends = signs or access.may(user, "advice.submit", row.office_id)
    me = access.signed_in(user).id
    is_draft = file.state == rules.DRAFT
    context = {
        "file": file,
        "row": row,
        "state": named(rules.STATES, file.state),
        "tone": TONES[file.state],
        "addressee": row.to_whom or named(rules.ADDRESSEES, row.addressee),
        "age": rules.age_of(file.state, file.submitted_on, today_in()),
        "events": [
            {
                "event": one,
                "state": named(rules.STATES, one.state),
                "dot": DOTS.get(one.state, ""),
                "superseded": one.state in rules.ANSWERS and one is not file.events[-1],
            }
            for one in reversed(file.events)
        ],
        "evidence": [
            {"row": one, "kind": named(rules.EVIDENCE, one.kind), "url": _evidence_page(one)}
            for one in file.evidence
        ],
        "gcm": [reference.label("gcm_objective", code) for code in row.gcm],
        "follow_ups": queries.follow_ups_of(row),
        "may": {
            "file": access.may(user, "network.read", row.office_id),
            "edit": drafts and is_draft,
            "sign": signs
            and file.state in {rules.DRAFT, rules.ENDORSED}
            and me not in file.signatories,
            "submit": sends and file.state == rules.ENDORSED,
            "take_up": answers and file.state == rules.SUBMITTED,
            "answer": answers
            and me not in file.signatories
            and file.state in {*rules.AWAITING, *rules.ANSWERS},
            "answer_again": file.state in rules.ANSWERS,
            "withdraw": rules.refusal_to_move(file.state, rules.WITHDRAWN) is None
            and (sends or (is_draft and row.created_by_id == me)),
            "supersede": drafts and not is_draft,
            "follow_up": file.state in rules.ANSWERS
            and access.may(user, "decision.record", row.office_id),
            "four_eyes": answers and me in file.signatories,
        },
    }
    return render(request, "advice/recommendation.html", context)


def _evidence_page(one: Any) -> str:
    if one.kind == "figure":
        edition, _slash, number = one.key.partition("/")
        return reverse("reports:figure", args=[edition, number])
    return ""


@login_required
@require_http_methods(["GET", "POST"])
def advice_new(request: HttpRequest) -> HttpResponse:
    """Draft a recommendation; with ?after= one that takes the place of another."""
    network = queries.network_for_advice(request.user)
    access.require(request.user, "advice.draft", network.office_id)
    before = request.GET.get("after") or request.POST.get("after") or ""
    file = _file(request, _key(before)) if before else None
    initial = {"addressee": "unkt"}
    if file is not None:
        initial = {name: getattr(file.row, name) for name in actions.PLAIN}
    form = forms.Recommendation(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda data: actions.draft_recommendation(
            request.user,
            id=data["key"],
            supersedes=file.row.id if file else None,
            **form.answers(),
        ),
        title=_("New recommendation"),
        lead=_(
            "A draft is seen by the members. Once a co-chair has signed it, its words stay as "
            "they are."
        ),
        button=_("Save the draft"),
        crumbs=_crumbs(),
        done=_("The draft is saved. Name the evidence it rests on."),
        to=lambda row: _page_of(row.id),
        quote=_("Takes the place of {number}: {text}").format(number=file.row, text=file.row.text)
        if file
        else "",
    )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@login_required
@require_http_methods(["GET", "POST"])
def advice_edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a draft; two editors of one field see both values."""
    file = _file(request, key)
    access.require(request.user, "advice.draft", file.row.office_id)
    values = {name: getattr(file.row, name) for name in actions.PLAIN}
    form = forms.Recommendation(request.POST or None, initial={**values, "seen": written(values)})
    return form_page(
        request,
        form,
        lambda data: actions.edit_recommendation(
            request.user, key, had(data["seen"]), form.answers()
        ),
        title=_("Change the recommendation"),
        lead="",
        button=_("Save"),
        crumbs=_crumbs(file),
        done=_("The draft is saved."),
        to=lambda row: _page_of(row.id),
    )


@login_required
@require_http_methods(["GET", "POST"])
def advice_evidence(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose a piece of evidence: a figure of a report, a finding, a dated fact."""
    file = _file(request, key)
    access.require(request.user, "advice.draft", file.row.office_id)
    kind = request.POST.get("kind") or request.GET.get("kind") or ""
    offered = sources.offered(request.user)
    edition = request.GET.get("edition", "")
    kinds = [(one, named(rules.EVIDENCE, one), len(offered[one])) for one, _n in rules.EVIDENCE]
    if kind not in offered:
        return render(
            request,
            "advice/evidence.html",
            {"file": file, "kinds": kinds, "crumbs": _crumbs(file)},
        )
    if kind == "figure" and not edition:
        context = {"file": file, "editions": offered["figure"], "crumbs": _crumbs(file)}
        return render(request, "advice/evidence.html", context)
    choices = sources.figures_of(request.user, _key(edition)) if kind == "figure" else offered[kind]
    form = forms.Evidence(choices, request.POST or None, initial={"kind": kind})
    return form_page(
        request,
        form,
        lambda data: actions.cite_evidence(request.user, key, data["kind"], data["key"]),
        title=_("Name evidence"),
        lead=_("It is kept as it is today, so that later readers see what you saw."),
        button=_("Add it"),
        crumbs=_crumbs(file),
        done=_("The evidence is added."),
        to=lambda row: _page_of(key),
        quote=file.row.text,
    )


@login_required
@require_POST
def advice_drop_evidence(request: HttpRequest, key: UUID, evidence: UUID) -> HttpResponse:
    """Take a piece of evidence out of a draft."""
    actions.drop_evidence(request.user, key, evidence)
    messages.success(request, _("The evidence is taken out."))
    return redirect("advice:recommendation", key)


@login_required
@require_POST
def advice_sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign a recommendation as a co-chair."""
    actions.endorse(request.user, key)
    messages.success(request, _("You have signed. Somebody else will record the UNKT's answer."))
    return redirect("advice:recommendation", key)


@login_required
@require_POST
def advice_take_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that the UNKT is reviewing a recommendation."""
    actions.take_up(request.user, key)
    messages.success(request, _("It is under review."))
    return redirect("advice:recommendation", key)


@login_required
@require_http_methods(["GET", "POST"])
def advice_submit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that a recommendation went to the UNKT."""
    file = _file(request, key)
    if not access.may(request.user, "advice.submit", file.row.office_id):
        access.require(request.user, "advice.endorse", file.row.office_id)
    return form_page(
        request,
        forms.Submission(request.POST or None),
        lambda data: actions.submit(request.user, key, **data),
        title=_("Submit to the UNKT"),
        lead=_("From this day on its age is counted."),
        button=_("Record the submission"),
        crumbs=_crumbs(file),
        done=_("It is recorded as submitted."),
        to=lambda row: _page_of(key),
        quote=file.row.text,
    )


@login_required
@require_http_methods(["GET", "POST"])
def advice_answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record what the UNKT decided."""
    file = _file(request, key)
    if not access.may(request.user, "advice.answer", file.row.office_id):
        access.require(request.user, "advice.record_answer", file.row.office_id)
    form = forms.Answer(request.POST or None, again=file.answer is not None)
    return form_page(
        request,
        form,
        lambda data: actions.record_answer(request.user, key, **data),
        title=_("The UNKT's answer"),
        lead=_(
            "The UNKT may follow advice or not. Where it does not, it documents why. An answer "
            "stays as it is; a later one stands beside it."
        ),
        button=_("Record the answer"),
        crumbs=_crumbs(file),
        done=_("The answer is recorded."),
        to=lambda row: _page_of(key),
        quote=file.row.text,
    )


@login_required
@require_http_methods(["GET", "POST"])
def advice_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a recommendation that nobody has answered."""
    file = _file(request, key)
    if not access.may(request.user, "advice.submit", file.row.office_id):
        access.require(request.user, "advice.draft", file.row.office_id)
    return form_page(
        request,
        forms.Withdrawal(request.POST or None),
        lambda data: actions.withdraw(request.user, key, data["reason"]),
        title=_("Withdraw the recommendation"),
        lead=_("It stays in the list with its reason."),
        button=_("Withdraw it"),
        crumbs=_crumbs(file),
        done=_("It is withdrawn."),
        to=lambda row: _page_of(key),
        quote=file.row.text,
    )


@login_required
@require_http_methods(["GET", "POST"])
def advice_follow_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add an action that carries an answered recommendation on."""
    file = _file(request, key)
    access.require(request.user, "decision.record", file.row.office_id)
    network = queries.network_for_advice(request.user)
    members = [
        (str(one.entity_id), str(one.entity)) for one in people.members_on(network, today_in())
    ]
    form = forms.FollowUp(members, request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.follow_up(
            request.user,
            key,
            id=data["key"],
            text=data["text"],
            owner=UUID(data["owner"]) if data["owner"] else None,
            due_on=data["due_on"],
        ),
        title=_("Add an action"),
        lead=_("Recommendation, documented answer, action: who does what, until when."),
        button=_("Add the action"),
        crumbs=_crumbs(file),
        done=_("The action is added to the Network's actions."),
        to=lambda row: _page_of(key),
        quote=file.row.text,
    )
