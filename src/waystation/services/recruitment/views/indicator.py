"""SDG indicator 10.7.1: the value, by group, and the exclusions with their reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse, today_in, year
from waystation.foundation.shared.words import N_
from waystation.services.recruitment import queries

from .recruitments import RECRUITMENTS


class IndicatorPage(Page):
    """What recruitment cost workers, over the records that this user may open."""

    template_name = "recruitment/indicator.html"
    permissions = ("recruitment.read",)
    parents = RECRUITMENTS
    title = N_("Recruitment cost (SDG 10.7.1)")
    lead = N_(
        "What workers paid for their recruitment, net of what was paid back, in months of their "
        "first pay."
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, wrong = self.request.GET.get("period", ""), ""
        period = year(today_in())
        if asked:
            try:
                period = parse(asked)
            except Refusal as refusal:
                wrong = in_words(refusal)
        by = self.request.GET.get("by", "sex")
        by = by if by in queries.BREAKDOWNS else "sex"
        left_out, group = (self.request.GET.get(name, "") for name in ("left_out", "group"))
        shown = queries.indicator_for(self.user, period, by)
        return super().get_context_data(**kwargs) | {
            "period": period,
            "wrong": wrong,
            "shown": shown,
            "by": by,
            "by_label": _(queries.BREAKDOWNS[by][0]),
            "breakdowns": [(key, _(label)) for key, (label, _list) in queries.BREAKDOWNS.items()],
            "records": queries.records_shown(self.user, shown, left_out=left_out, group=group),
            "narrowed": bool(left_out or group),
        }
