"""Forms and their versions: upload, attach, publish, open and close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions, forms, queries


def offices(request: HttpRequest) -> list[tuple[UUID, str]]:
    seen = access.offices_seen_by(request.user, "form.design")
    return [(office.id, office.name) for office in seen]


def key_of(request: HttpRequest, name: str) -> UUID | None:
    """Return a key from the address, None for anything else."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def content_of(form: Any) -> tuple[str, bytes]:
    uploaded = form.cleaned_data["file"]
    return uploaded.name, uploaded.read()


@login_required
def form_list(request: HttpRequest) -> HttpResponse:
    """List the forms, and take a new one."""
    user = access.require(request.user, "form.read")
    upload = forms.FormUpload(offices(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and upload.is_valid():
        try:
            version = actions.upload_form(
                user, UUID(upload.cleaned_data["office"]), *content_of(upload)
            )
        except Refusal as refusal:
            onto_form(upload, refusal)
        else:
            messages.success(request, _("The form is here as a draft. Look at it, then publish."))
            return redirect("collection:form", version.form_id)
    return render(
        request,
        "collection/forms.html",
        {
            "forms": queries.forms_seen_by(request.user),
            "upload": upload,
            "may_design": access.may(request.user, "form.design"),
        },
        status=422 if upload.errors else 200,
    )


@login_required
def form_page(request: HttpRequest, form: UUID) -> HttpResponse:
    """Show a form: its versions, phones and submissions."""
    return show_form(request, form)


def show_form(request: HttpRequest, key: UUID, **more: Any) -> HttpResponse:
    user = access.signed_in(request.user)
    form = queries.form_seen_by(user, key)
    after, state = key_of(request, "after"), request.GET.get("state", "")
    submissions = queries.submissions_seen_by(
        user, form, after=after, state=state, limit=queries.PAGE + 1
    )
    versions = []
    for version in queries.versions_of(user, form):
        definition = queries.definition_of(version)
        there = {file.name for file in version.files.all()}
        versions.append(
            {
                "version": version,
                "questions": len([q for q in definition.questions if q.control]),
                "tables": 1 + len(definition.repeats),
                "missing": [name for name in definition.media if name not in there],
                "files": sorted(there),
            }
        )
    senders = queries.senders_of(user, form.office_id)
    context = {
        "form": form,
        "versions": versions,
        "submissions": submissions[: queries.PAGE],
        "next_after": submissions[queries.PAGE - 1].id if len(submissions) > queries.PAGE else None,
        "state": state,
        "states": queries.submission_states(user, form),
        "phones": queries.app_users_of(user, form.office_id),
        "phone_form": more.pop("phone_form", None) or forms.PhoneAdded(senders),
        "may_design": access.may(user, "form.design", form.office_id),
        "may_let_phones_in": access.may(user, "app_user.manage", form.office_id),
        "may_read": access.may(user, "submission.read", form.office_id),
        "may_clean": access.may(user, "submission.clean", form.office_id),
        **more,
    }
    return render(request, "collection/form.html", context)


@login_required
@require_POST
def publish(request: HttpRequest, version: UUID) -> HttpResponse:
    """Publish a draft."""
    user = access.signed_in(request.user)
    seen = queries.version_seen_by(user, version)
    try:
        published = actions.publish_version(user, version)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, in_words(refusal))
        return redirect("collection:form", seen.form_id)
    messages.success(request, _("Published. Phones get it with their next list of forms."))
    return redirect("collection:form", published.form_id)


@login_required
@require_POST
def attach(request: HttpRequest, version: UUID) -> HttpResponse:
    """Attach a list or picture to a draft."""
    user = access.signed_in(request.user)
    seen = queries.version_seen_by(user, version)
    access.require(user, "form.design", seen.office_id)
    upload = forms.FileUpload(request.POST, request.FILES)
    if upload.is_valid():
        try:
            actions.attach_file(user, version, *content_of(upload))
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            messages.error(request, in_words(refusal))
        else:
            messages.success(request, _("The file is attached."))
    else:
        messages.error(request, _("Choose a file first."))
    return redirect("collection:form", seen.form_id)


@login_required
@require_POST
def switch(request: HttpRequest, form: UUID) -> HttpResponse:
    """Close a form, or open it again."""
    user = access.signed_in(request.user)
    act = actions.open_form if request.POST.get("open") else actions.close_form
    act(user, form)
    return redirect("collection:form", form)
