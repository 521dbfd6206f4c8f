"""The list of reports to UNKT; beginning one, or requesting one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.lists import Column, ListPage
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.refusals import choice
from waystation.foundation.shared.words import N_
from waystation.governance.network.http import NetworkForm, OfNetwork
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.unkt_reports import actions, forms, rules
from waystation.governance.unkt_reports.fields import BEGINNING, DEMAND
from waystation.governance.unkt_reports.queries import reports as queries
from waystation.governance.unkt_reports.transitions import DRAFTS, REPORT

REPORTS = (("unkt_reports:reports", N_("Reports to UNKT")),)


def _kinds() -> list[tuple[str, str]]:
    return [(key, _(word)) for key, word in rules.KINDS]


def _day(value: Any) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if value else "–"


class Reports(OfNetwork, ListPage):
    """The reports to UNKT with what is late; begin one, or ask for one."""

    template_name = "unkt_reports/unkt_reports.html"
    permissions = (queries.READ,)
    title = N_("Reports to UNKT")
    lead = N_(
        "Four quarterly reports by the co-chairs, two half-yearly updates, and an answer whenever "
        "UNKT asks."
    )
    empty_title = N_("No report yet")
    row_address = "unkt_reports:report"
    add_label = N_("Ask for an update")
    order = ("-ends_on", "kind", "-part", "-id")
    extra_values = ("kind", "year", "part", "starts_on", "ends_on", "question", "edition__digest")
    columns = (
        Column("title", N_("Report"), muted=lambda row: row["question"][:120], prepared=True),
        Column("period", N_("Period"), prepared=True),
        Column("due_on", N_("Due"), _day),
        Column("transmitted_on", N_("Transmitted"), _day),
        Column.of_state(REPORT, muted=lambda row: _("Late") if row["late"] else ""),
    )
    filters = (
        ChoiceFilter("kind", N_("Report"), _kinds),
        ChoiceFilter.of_state(REPORT),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.reports_visible_to(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            row |= {
                "title": queries.title_from(row),
                "period": f"{_day(row['starts_on'])} – {_day(row['ends_on'])}",
                "late": rules.punctuality(row["due_on"], row["state"], self.today) == "late",
            }
        return rows

    def get_add_url(self) -> str:
        asks = self.may("report.demand", DRAFTS)
        return reverse("unkt_reports:report_demand") if asks else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_draft = self.may(DRAFTS)
        self.empty_text = (
            N_(
                "Produce the report of the present quarter above: it is written from the records, "
                "and you add the words."
            )
            if may_draft
            else N_("Reports that the Network has transmitted to UNKT are listed here.")
        )
        return super().get_context_data(**kwargs) | {
            "may_draft": may_draft,
            "begin": begin_form(self),
            "late_tasks": queries.late_tasks(self.network.office_id, self.today),
        }


def begin_offers(page: OfNetwork) -> dict[str, Any]:
    """Return which reports may be begun, and in which languages."""
    rhythm = working_rules(page.network).text("update_rhythm")
    offered = forms.periods(page.today, rhythm, page.network.opened_on)
    return {"period": offered, "language": forms.languages()}


def begin_form(page: OfNetwork) -> FieldsForm:
    """Return the form that stands above the list, the latest period chosen."""
    offers = begin_offers(page)
    first = {name: choices[0][0] for name, choices in offers.items() if choices}
    return FieldsForm(table=BEGINNING, offers=offers, initial=first)


class Begin(NetworkForm):
    """Produce a report from records in one step."""

    http_method_names = ["post"]
    permissions = (DRAFTS,)
    parents = REPORTS
    table = BEGINNING
    title, button = N_("Produce a report from the records"), N_("Produce")
    done = N_("The report is written from the records. Look through it.")
    result_page = "unkt_reports:report"

    def get_offers(self) -> dict[str, Any]:
        return begin_offers(self)

    def act(self, form: Any) -> Any:
        language = form.values["language"] or "en"
        refuse([choice(language, "language", dict(forms.languages()))])
        period = forms.period_of(form.values["period"])
        return actions.begin_report(self.user, *period, language=language)


class Demand(NetworkForm):
    """Ask for an update, as UNKT or in its name."""

    permissions = ("report.demand", DRAFTS)
    parents = REPORTS
    table = DEMAND
    title, button = N_("Ask for an update"), N_("Ask")
    lead = N_("UNKT may ask at any time. The question, its date and the answer stay together.")
    done = N_("The Secretariat has the question, with its date.")
    result_page = "unkt_reports:report"
    action = staticmethod(actions.demand_update)
