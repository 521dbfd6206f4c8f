"""The draft checker: paste a text or upload a Word file, and see each figure with its verdict."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import forms, queries


class CheckText(ActionForm):
    """Check the figures of a text. Nothing is stored."""

    template_name = "knowledge/check.html"
    permissions = queries.CHECKERS
    parents = (("knowledge:library", N_("Library")),)
    form_class = forms.TextToCheck
    title = N_("Check a text")
    lead = N_(
        "Every figure is compared with the facts and series of this program, or with a register "
        "of your own. The text is not stored."
    )
    button = N_("Check")

    def get_parents(self) -> list[tuple[str, str]]:
        """Return the library as parent, for users who may read it: more users may check a text."""
        return super().get_parents() if access.may(self.user, queries.READ) else []

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            found = self.check_text(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        return self.render_to_response(self.get_context_data(form=form, checked=found))

    def check_text(self, form: Any) -> queries.CheckedText:
        sent, register = form.cleaned_data["file"], form.cleaned_data["facts"]
        text = form.cleaned_data["text"]
        if sent:
            text = queries.text_of_file(sent.name, sent.read())
        facts = queries.register_of_file(register.name, register.read()) if register else None
        return queries.checked_text(self.user, text, form.cleaned_data["language"], facts)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = context.get("checked")
        if found is None:
            return context
        language = dict(queries.LANGUAGES).get(found.language, "")
        return context | {"language": gettext(language) if language else ""}
