"""Studies and their rounds: the lists, and adding and editing one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries as collection
from waystation.services.tracking import actions, forms, queries
from waystation.services.tracking.fields import CHANGEABLE, ROUND, STUDY

STUDIES = (("tracking:studies", N_("Studies")),)


class Studies(ListPage):
    """The studies of the user's offices, the latest first."""

    permissions = ("study.read",)
    title = N_("Studies")
    lead = N_(
        "Select a figure to see the form, the submissions and the cleaning log it is based on."
    )
    empty_title = N_("No study yet")
    empty_text = N_(
        "Open one, give its first round a published form, collect, clean, and estimate."
    )
    add_label = N_("Open a study")
    order = ("-last_on", "-id")
    search = ("title", "purpose")
    extra_values = ("purpose",)
    columns = (
        *columns_of(STUDY, title={"muted": lambda row: row["purpose"]}),
        Column("office__name", N_("Office")),
        Column("round_count", N_("Rounds"), number=True),
        Column("last_on", N_("Last day of collection"), words=ROUND["ends_on"].words),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.studies_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("tracking:study", row["id"])

    def get_add_url(self) -> str:
        return reverse("tracking:study_new") if access.may(self.user, "study.estimate") else ""


class StudyNew(ActionForm):
    """Open a study."""

    permissions = ("study.estimate",)
    title, button = N_("Open a study"), N_("Open the study")
    parents = STUDIES
    result_page = "tracking:study"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Study(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        office = UUID(form.cleaned_data["office"])
        given = {"key": form.cleaned_data["key"], **form.values}
        chosen = form.cleaned_data["questionnaire"]
        if chosen:
            return actions.open_with_questionnaire(self.user, office, chosen, **given)
        return actions.open_operation(self.user, office, **given)


class OfStudy(PagePart):
    """A page about one study."""

    record_page = "tracking:study"

    def get_record(self) -> Any:
        return queries.study_visible_to(self.user, self.kwargs["study"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("tracking:studies"), _("Studies")),
            (self.get_success_url(), self.record.title),
        ]


class Rounds(OfStudy, ListPage):
    """One study: its rounds, the latest first."""

    template_name = "tracking/study.html"
    permissions = ("study.read",)
    empty_title = N_("No round yet")
    empty_text = N_("A round has a form and the days of its collection.")
    add_label = N_("Open a round")
    order = ("-number", "-id")
    columns = (
        *columns_of(ROUND),
        Column(
            "form__title",
            N_("Form"),
            link=lambda row: url_of("collection:form", row["form_id"]),
        ),
        Column("stratum_count", N_("Strata of the sample"), number=True),
    )
    extra_values = ("form_id",)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.rounds_of(self.user, self.record)

    def get_title(self) -> str:
        return str(self.record.title)

    def get_lead(self) -> str:
        return str(self.record.purpose)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_row_url(self, row: Row) -> str:
        return url_of("tracking:round", row["id"])

    def may_change(self) -> bool:
        return access.may(self.user, "study.estimate", self.record.office_id)

    def get_add_url(self) -> str:
        return reverse("tracking:round_new", args=[self.record.id]) if self.may_change() else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_change": self.may_change()}


class StudyEdit(OfStudy, EditForm):
    """Change title and purpose of a study."""

    permissions = ("study.estimate",)
    table = STUDY
    title = N_("Change the study")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, STUDY)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_study(self.user, self.record.id, seen, proposed)


class RoundNew(OfStudy, ActionForm):
    """Open a round with its form and the days of its collection."""

    permissions = ("study.estimate",)
    title, button = N_("Open a round"), N_("Open the round")

    def get_form(self, form_class: Any = None) -> Any:
        visible = collection.forms_visible_to(self.user).order_by("title", "id")
        offered = list(visible.values_list("id", "title"))
        return forms.Round(offered, table=ROUND, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        return actions.open_round(self.user, self.record.id, **form.values)

    def get_success_url(self) -> str:
        if hasattr(self, "result"):
            return reverse("tracking:round", args=[self.result.id])
        return super().get_success_url()


class RoundEdit(EditForm):
    """Change days and place of a round."""

    permissions = ("study.estimate",)
    table = CHANGEABLE
    title = N_("Change the round")
    record_page = "tracking:round"

    def get_record(self) -> Any:
        return queries.round_visible_to(self.user, self.kwargs["round"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [*round_parents(self.record), (self.get_success_url(), round_title(self.record))]

    def before(self) -> dict[str, Any]:
        return values_of(self.record, CHANGEABLE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_round(self.user, self.record.id, seen, proposed)


def round_title(round_: Any) -> str:
    """Return how a round is called on its pages."""
    return _("{title}, round {number}").format(title=round_.operation.title, number=round_.number)


def round_parents(round_: Any) -> list[tuple[str, str]]:
    """Return the pages above a round."""
    study = reverse("tracking:study", args=[round_.operation_id])
    return [(reverse("tracking:studies"), _("Studies")), (study, round_.operation.title)]
