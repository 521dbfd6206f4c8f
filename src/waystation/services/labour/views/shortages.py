"""The business shortage survey: form, progress, weighted shortages and who could fill them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Page, PagePart, Permitted, url_of
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.pages.lists import ListPage, Row, columns_of
from waystation.foundation.shared.words import N_
from waystation.services.labour import actions
from waystation.services.labour.fields import SURVEY
from waystation.services.labour.queries import shortages as queries
from waystation.services.labour.queries import template

SURVEYS = (("labour:home", N_("Work")), ("labour:surveys", N_("Shortages")))


class Surveys(ListPage):
    """The surveys of businesses, the newest first."""

    template_name = "labour/surveys.html"
    permissions = ("shortage.read",)
    parents = (("labour:home", N_("Work")),)
    title = N_("Shortages")
    lead = N_("What businesses say is hard to fill: weighted, by sector, occupation and place.")
    empty_title = N_("No surveys yet")
    empty_text = N_("A survey has a form of its own, which is published with it.")
    add_label = N_("Start a survey")
    columns = columns_of(SURVEY)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.surveys_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("labour:survey", row["id"])

    def get_add_url(self) -> str:
        return reverse("labour:survey_new") if self.may_begin() else ""

    def may_begin(self) -> bool:
        return access.may(self.user, "shortage.estimate")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begun_by = "" if self.may_begin() else queries.who_begins_surveys(self.user)
        return super().get_context_data(**kwargs) | {"begun_by": begun_by}


class SurveyNew(ActionForm):
    """Begin a survey: its frame and target; our form is uploaded and published with it."""

    permissions = ("shortage.estimate",)
    parents = SURVEYS
    title, button = N_("Start a survey"), N_("Publish the form and begin")
    lead = N_(
        "A form for this survey in three languages is published in your office. Phones offer it "
        "under the name of the survey, so that each answer belongs to one survey."
    )
    done = N_("The survey has started, and its form is published.")
    result_page = "labour:survey"
    table = SURVEY

    def act(self, form: Any) -> Any:
        return actions.begin_survey(self.user, self.get_office(), **form.values)

    def get_office(self) -> UUID:
        offices = access.offices_where(self.user, "shortage.estimate")
        home = access.office_of(self.user)
        return home.id if home is not None and home.id in offices else offices[0]


class Template(Permitted):
    """Send the form of the survey as a workbook."""

    permissions = ("shortage.read",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return as_download(template.template(), template.FILE_NAME)


class OfSurvey(PagePart):
    """A page of one survey."""

    permissions: tuple[str, ...] = ("shortage.read",)
    record_page = "labour:survey"

    def get_record(self) -> Any:
        return queries.survey_visible_to(self.user, self.kwargs["survey_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("labour:home"), _("Work")), (reverse("labour:surveys"), _("Shortages"))]


class SurveyPage(OfSurvey, Page):
    """One survey: how many businesses answered, and their shortages."""

    template_name = "labour/survey.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        office = one.office_id
        return super().get_context_data(**kwargs) | {
            "progress": queries.progress_of(self.user, one),
            "latest": queries.latest_estimate(one),
            "groups": queries.shortages_of(self.user, one),
            "may_estimate": access.may(self.user, "shortage.estimate", office),
            "may_open_form": access.may(self.user, "form.read", office),
        }


class Estimate(OfSurvey, ActionButton):
    """Estimate the shortages from the answers as they are now."""

    permissions = ("shortage.estimate",)
    done = N_("The shortages are estimated from the answers as they are now.")

    def act(self) -> Any:
        return actions.estimate_shortages(self.user, self.record.id)
