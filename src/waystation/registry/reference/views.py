"""The pages of lists and packs, for all staff."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks

from . import actions, queries
from .forms import FrameworkFile, PackFile


@login_required
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Show every list with its source and how many entries it has."""
    return render(
        request,
        "reference/lists.html",
        {
            "lists": [
                {**one, "url": url_of("reference:list", one["key"])} for one in queries.lists()
            ],
            "may_load": any(access.may(request.user, one) for one in Framework.permissions),
        },
    )


@login_required
@require_GET
def show_list(request: HttpRequest, key: str) -> HttpResponse:
    """Show the entries of one list, a page at a time."""
    after = request.GET.get("after", "")
    page = queries.page_of(key, after=int(after) if after.isdecimal() else -1)
    return render(request, "reference/list.html", {"page": page, "after": after})


@login_required
@require_GET
def list_as_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Send a whole list as CSV."""
    page = queries.page_of(key, size=100_000)
    columns = [gettext("Code"), "English", "Shqip", "Српски", "Srpski", gettext("Belongs to")]
    columns += [gettext("In force from"), gettext("Until"), gettext("Retired on")]
    table = blocks.Table(
        page["title"],
        [blocks.Column(label) for label in columns],
        [
            [
                entry["code"],
                *(entry["names"].get(one, "") for one in ("en", "sq", "sr", "sr-latn")),
                entry["parent"],
                entry["valid_from"],
                entry["valid_to"],
                entry["retired_on"],
            ]
            for entry in page["entries"]
        ],
        source=page["source"],
    )
    return as_download(tables.csv(table), f"{page['key']}.csv")


@login_required
def packs(request: HttpRequest) -> HttpResponse:
    """Show the packs; an administrator may add one."""
    form = PackFile(request.POST or None, request.FILES or None)
    if request.method == "POST":
        access.require(request.user, "pack.add")
        if form.is_valid():
            sent = form.cleaned_data["file"]
            content = sent.read()
            if len(content) > settings.LONG_PACK_BYTES:
                digest = hashlib.sha256(content).hexdigest()
                about = {"name": sent.name[:200], "sha256": digest}
                task = tasks.begin(request.user, "pack.add", about, content)
                return redirect("tasks:task", task.id)
            try:
                loaded = actions.add_pack(request.user, sent.name, content)
            except Refusal as refusal:
                onto_form(form, refusal)
            else:
                said = gettext("The pack is loaded: {rows} entries.")
                messages.success(request, said.format(rows=loaded.rows))
                return redirect("reference:packs")
    context = {
        "packs": queries.known_packs(),
        "form": form,
        "may_add": access.may(request.user, "pack.add"),
    }
    return render(request, "reference/packs.html", context, status=422 if form.errors else 200)


class Framework(ActionForm):
    """Load the framework that follows: its priorities join those of the one before."""

    permissions = ("terms.load", "reference.manage")
    form_class = FrameworkFile
    title, button = N_("Load the next cooperation framework"), N_("Check and load")
    lead = N_(
        "The priorities of the UNSDCF that follows. Those of the one before stay: plans of its "
        "years point to them."
    )
    parents = (("reference:lists", N_("Reference lists")),)

    def act(self, form: Any) -> int:
        file = form.cleaned_data["file"]
        return actions.add_framework(self.user, file.read(), file.name)

    def get_success_url(self) -> str:
        said = gettext("The framework is loaded: {number} priorities.")
        messages.success(self.request, said.format(number=self.result))
        return reverse("reference:list", args=[actions.FRAMEWORK])
