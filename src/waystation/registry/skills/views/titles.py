"""The page that codes job titles and asks a person to choose when uncertain."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.skills import actions, forms, queries


class Titles(ActionForm):
    """Code job titles to ISCO-08. A choice made for a title is remembered."""

    template_name = "skills/titles.html"
    permissions = ("title.code",)
    form_class = forms.Titles
    title, button = N_("Job titles"), N_("Find the occupations")
    lead = N_(
        "Titles in Albanian, Serbian (both scripts), English or German, coded to the international "
        "classification ISCO-08. Where the program is not sure, choose; your choice is remembered."
    )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        choice = forms.Confirmation(request.POST)
        if "code" in request.POST and choice.is_valid():
            return self.confirm(choice.cleaned_data)
        return super().post(request, *args, **kwargs)

    def confirm(self, given: dict[str, Any]) -> HttpResponse:
        """Remember one choice, and show all titles again."""
        form = forms.Titles({"titles": given["titles"]})
        try:
            actions.confirm_title(self.user, given["title"], given["code"])
        except Refusal as refusal:
            form.is_valid()
            form.add_error(None, in_words(refusal))
            return self.form_invalid(form)
        form.is_valid()
        messages.success(self.request, _("“{title}” is {code} from now on.").format(**given))
        return self.show(form)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.show(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)

    def show(self, form: Any) -> HttpResponse:
        """Return each title with its code."""
        titles = [line for line in form.cleaned_data["titles"].splitlines() if line.strip()]
        language = get_language() or "en"
        found = [queries.as_data(one, language) for one in queries.code_titles(self.user, titles)]
        context = self.get_context_data(form=form, codings=found, titles="\n".join(titles))
        return self.render_to_response(context)
