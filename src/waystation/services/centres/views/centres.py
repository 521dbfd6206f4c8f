"""The register of centres."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.services.centres import actions, forms, queries


@login_required
def centres(request: HttpRequest) -> HttpResponse:
    """The register of centres."""
    user = access.require_any(request.user, "centre.read", "centre.manage")
    return render(
        request,
        "centres/centres.html",
        {
            "rows": [queries.centre_row(one) for one in queries.centres_seen_by(user)],
            "may_manage": access.may(user, "centre.manage"),
            "without": queries.offices_without_centre(user),
        },
    )


@login_required
def centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """One centre, and its entry for whoever may change it."""
    user = access.signed_in(request.user)
    found = queries.centre_seen_by(user, centre_id)
    may_manage = access.may(user, "centre.manage", found.office_id)
    initial = {name: getattr(found, name) for name in forms.Centre.base_fields}
    form = forms.Centre(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_centre(user, found.office_id, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            onto_form(form, refusal)
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("centres:centre", centre_id)
    return render(
        request,
        "centres/centre.html",
        {"row": queries.centre_row(found), "form": form, "may_manage": may_manage},
        status=422 if form.errors else 200,
    )


@login_required
def centre_new(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Enter the centre of an office that has none."""
    user = access.require(request.user, "centre.manage")
    if not access.may(user, "centre.manage", office_id):
        raise queries.not_seen()
    form = forms.Centre(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.keep_centre(user, office_id, **form.cleaned_data)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("centres:centre", found.id)
    return render(
        request,
        "centres/centre.html",
        {"form": form, "may_manage": True, "row": None},
        status=422 if form.errors else 200,
    )
