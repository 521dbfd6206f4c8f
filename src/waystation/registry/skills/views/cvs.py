"""Importing selected lines of a CV into a profile, and the profile as Europass."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from waystation.foundation.access.http import in_words
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Permitted
from waystation.foundation.pages.sent_once import SentOnce
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import json_in
from waystation.foundation.shared.words import N_
from waystation.registry.skills import actions, forms, queries
from waystation.registry.skills.sections import section_named

from .profiles import OfProfile

Lines = list[tuple[str, dict[str, Any]]]


class CvForm(ActionForm):
    """Upload a CV; suggestions are selected one by one and then added."""

    form_class = forms.Cv

    def read(self, name: str, content: bytes) -> queries.Proposals:
        """Return what the file proposes. Raises Refusal."""
        raise NotImplementedError

    def add_lines(self, wanted: Lines) -> tuple[int, list[tuple[str, Refusal]]]:
        """Add the selected lines; return how many, and the refused ones. Raises Refusal."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "line" in request.POST:
            return self.add(request.POST.getlist("line"))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        file = form.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else ("", b"")
        try:
            found = self.read(name, content)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        lines = [
            {
                "title": one.title,
                "words": one.words,
                "value": json.dumps([one.section, one.values], cls=DjangoJSONEncoder),
            }
            for one in found.lines
        ]
        context = self.get_context_data(form=form, found=found, lines=lines)
        return self.render_to_response(context)

    def add(self, ticked: list[str]) -> HttpResponse:
        """Add the selected lines, once; report those that exist already or are invalid."""
        sent = SentOnce(self.request)
        try:
            if where := sent.before():
                return redirect(where)
            added, refused = self.add_lines(_read(ticked))
        except Refusal as refusal:
            sent.forget()
            form = forms.Cv({})
            form.is_valid()
            return self.form_refused(form, refusal)
        sent.remember(self.get_success_url())
        said = ngettext("{count} entry added.", "{count} entries added.", added)
        messages.success(self.request, said.format(count=added))
        for words, why in refused[:20]:
            messages.warning(self.request, f"{words}: {in_words(why)}")
        return redirect(self.get_success_url())


class CvUpload(OfProfile, CvForm):
    """Upload the CV of a person at the counter."""

    template_name = "skills/cv.html"
    title, button = N_("Read a CV"), N_("Read the file")
    lead = N_(
        "A PDF, a Word or OpenDocument text, plain text, or a Europass file. It is read once and "
        "not stored. Nothing is added before you tick it."
    )

    def read(self, name: str, content: bytes) -> queries.Proposals:
        return queries.proposals_of_cv(self.user, self.record.id, name, content)

    def add_lines(self, wanted: Lines) -> tuple[int, list[tuple[str, Refusal]]]:
        return actions.add_lines(self.user, self.record.id, wanted)


def _read(ticked: list[str]) -> Lines:
    found = []
    for one in ticked:
        try:
            name, values = json_in(one)
            section = section_named(str(name))
            known = {
                key: value for key, value in dict(values).items() if key in section.table.names
            }
        except (ValueError, TypeError):
            raise Refusal(N_("This cannot be read. Read the file again."), code="lost") from None
        found.append((section.name, section.table.read(known)))
    return found


class Europass(OfProfile, Permitted):
    """The profile as a Europass file."""

    permissions = ("skill.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("kind", "pdf")
        content, media = queries.europass_of(self.user, self.record.id, kind)
        answer = HttpResponse(content, content_type=media)
        answer["Content-Disposition"] = f'attachment; filename="europass.{kind}"'
        return answer
