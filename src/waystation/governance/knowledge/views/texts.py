"""Texts that quote facts: those outdated by a new vintage, and how they were settled."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import actions, forms, queries

from .series import KNOWLEDGE


class Texts(Page):
    """Figures in drafts and published texts whose source has published another value since."""

    template_name = "knowledge/texts.html"
    permissions = (queries.READ,)
    parents = KNOWLEDGE
    title = N_("Figures in texts")
    lead = N_(
        "Every draft and published text that quotes a fact. When its source publishes a new "
        "value, the text is listed here with the erratum to publish."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outdated = queries.outdated_visible_to(self.user)
        may = access.may(self.user, queries.WRITE)
        wrong = {one.mention.pk for one in outdated}
        rows = [
            {
                "mention": one.mention,
                "erratum": _(one.erratum).format(**one.words),
                "settle": reverse("knowledge:settle", args=[one.mention.pk]) if may else "",
            }
            for one in outdated
        ]
        others = queries.mentions_visible_to(self.user).order_by("-id")[:200]
        names = queries.names_of_series(self.user)
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "others": [
                {"mention": one, "series": names.get(one.series, "")}
                for one in others
                if one.pk not in wrong
            ],
        }


class Settle(ActionForm):
    """Say how an outdated figure was settled."""

    permissions = (queries.WRITE,)
    parents = (*KNOWLEDGE, ("knowledge:texts", N_("Figures in texts")))
    form_class = forms.Settled
    title = N_("Settle an outdated figure")
    done = N_("The figure is settled.")
    next_page = "knowledge:texts"

    def get_record(self) -> Any:
        return queries.mention_visible_to(self.user, self.kwargs["mention"])

    def get_lead(self) -> str:
        return str(self.record)

    def act(self, form: Any) -> Any:
        return actions.settle_mention(self.user, self.record.pk, form.cleaned_data["how"])
