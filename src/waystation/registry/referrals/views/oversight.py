"""Overdue answers, outcomes, referrals without consent; the person's copy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Page
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, month, parse, today_in, year
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

from .referrals import NONE, REFERRALS, OfReferral


class Unanswered(Page):
    """The partners that have not answered, most overdue first."""

    template_name = "referrals/unanswered.html"
    permissions = ("referral.read",)
    parents = REFERRALS
    title = N_("Unanswered referrals")
    lead = N_("By partner, the most overdue first.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": queries.unanswered_by_partner(self.user)
        }


class OfPeriod(Page):
    """A page about a period of the address; what cannot be read is said, and this one is shown."""

    def default(self) -> Period:
        return year(today_in())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, self.wrong = self.request.GET.get("period", ""), ""
        self.period = self.default()
        if asked:
            try:
                self.period = parse(asked)
            except Refusal:
                self.wrong = _("“{text}” is not a period.").format(text=asked[:40])
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "wrong": self.wrong,
        }


class Statistics(OfPeriod):
    """What came of the referrals of a period: each counted once, by partner and by service."""

    template_name = "referrals/statistics.html"
    permissions = ("referral.read",)
    parents = REFERRALS
    title = N_("Results of referrals")
    lead = N_("Each referral is counted once, in the period in which it was sent.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        tables = [
            self.table_of(_("By partner"), "entity__name"),
            self.table_of(_("By service"), "service__name"),
            self.table_of(_("By kind of service"), "need"),
            self.table_of(_("Referred to us, by partner"), "entity__name", "in"),
        ]
        heads = [
            {"words": _(words), "answered": code in queries.ANSWERED}
            for code, words in queries.COURSES.items()
        ]
        return context | {"tables": tables, "heads": heads}

    def table_of(self, title: str, along: str, direction: str = "out") -> dict[str, Any]:
        """Return a table of the page: each number with the address of the records it counts."""
        rows, total = queries.counts_by(self.user, self.period, along, direction)
        for one in rows:
            if along == "need":
                one.name = REFERRAL["need"].words(one.name)
            one.name = one.name or _("No service named")
        total.name = _("All")
        of_row = {"entity__name": "partner", "service__name": "service", "need": "need"}[along]
        every = [(one, {of_row: one.key or NONE}) for one in rows]
        if direction == "out":
            every.append((total, {}))
        return {
            "title": title,
            "rows": [self.row_of(one, {"direction": direction, **own}) for one, own in every],
        }

    def row_of(self, counts: Any, narrowed: dict[str, str]) -> dict[str, Any]:
        days = {
            "sent_on_from": self.period.start.isoformat(),
            "sent_on_to": (self.period.end - timedelta(days=1)).isoformat(),
        }

        share = "" if counts.share_in_time is None else f"({counts.share_in_time}%)"

        def cell(number: int, **more: str) -> dict[str, Any]:
            asked = urlencode({**narrowed, **days, **more})
            return {"n": number, "url": f"{reverse('referrals:list')}?{asked}" if number else ""}

        return {
            "name": counts.name,
            "is_total": not set(narrowed) - {"direction"},
            "sent": cell(counts.sent),
            "courses": [cell(counts.courses[one], course=one) for one in queries.COURSES],
            "results": [
                cell(counts.in_time, timeliness="in_time") | {"share": share},
                cell(counts.late, timeliness="late"),
                cell(counts.taken_up, taken_up="1"),
                cell(counts.confirmed, state="confirmed"),
                cell(counts.contradicted, state="contradicted"),
                cell(counts.needs, first="1"),
            ],
            "mean_days": counts.mean_days,
        }


class Oversight(OfPeriod):
    """The monthly report: referrals sent without consent, the reasons, and the two people."""

    template_name = "referrals/oversight.html"
    permissions = ("referral.oversee",)
    parents = REFERRALS
    title = N_("Sent without consent")
    lead = N_(
        "Every month: which referrals were sent in a person’s vital interest without consent, why, "
        "who asked, and who approved."
    )

    def default(self) -> Period:
        return month(today_in())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = queries.overrides_within(self.user, self.period)
        _rows, total = queries.counts_by(self.user, self.period, "need")
        return context | {
            "rows": [{"row": one, "state": REFERRAL_WORKFLOW.words(one.state)} for one in rows],
            "all_sent": total.sent,
        }


class PersonCopy(OfReferral, Page):
    """The person's own copy, in their language: to be printed, or as a PDF."""

    template_name = "referrals/copy.html"

    def get_record(self) -> Any:
        return queries.open_referral(self.user, self.kwargs["referral_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.copy = queries.copy_of(self.user, self.record)
        if request.GET.get("as") == "pdf":
            return as_download(queries.copy_as_pdf(self.copy), f"{self.record.number}.pdf")
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return _("Copy for the person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"copy": self.copy}
