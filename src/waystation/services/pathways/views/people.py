"""A person and pathways: eligibility, take-ups, stays abroad; lists of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.services.pathways import actions, forms, queries
from waystation.services.pathways.fields import ASSESSMENT, SAID, STAY, TAKE_UP
from waystation.services.pathways.queries.people import OUTCOME_TONES, lacks_in_words
from waystation.services.pathways.rules import conditions, words
from waystation.services.pathways.transitions import PARTICIPANT_WORKFLOW, TAKE_UP_WORKFLOW

PATHWAYS = (("pathways:pathways", N_("Pathways")),)


class OfPerson(PagePart):
    """A page about one person in the user's offices."""

    permissions: tuple[str, ...] = ("mobility.record",)

    def get_record(self) -> Any:
        self.person_id = self.kwargs["person_id"]
        self.office_id = people.office_of(self.user, self.person_id)
        return None

    def check_permission(self) -> None:
        allowed = any(access.may(self.user, one, self.office_id) for one in self.permissions)
        if not allowed:
            access.require(self.user, self.permissions[0], self.office_id)

    def person_name(self) -> str:
        return people.names_of(self.user, {self.person_id}).get(self.person_id, "")

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("people:person", args=[self.person_id]), self.person_name()),
            (reverse("pathways:person", args=[self.person_id]), _("Pathways")),
        ]

    def get_success_url(self) -> str:
        return reverse("pathways:person", args=[self.person_id])


class PersonPathways(OfPerson, Page):
    """A person's open pathways, take-ups and stays abroad."""

    template_name = "pathways/person.html"
    permissions = ("mobility.read",)
    title = N_("Pathways")

    def get_lead(self) -> str:
        return self.person_name()

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = queries.history_of(self.user, self.person_id)
        taken = queries.take_ups_visible_to(self.user).filter(person_id=self.person_id)
        joined = queries.participants_visible_to(self.user).filter(person_id=self.person_id)
        return super().get_context_data(**kwargs) | {
            "person_id": self.person_id,
            "lines": queries.lines_of_person(self.user, self.person_id, today_in()),
            "taken": [
                {"row": one, "state": TAKE_UP_WORKFLOW.words(one.state),
                 "tone": TAKE_UP_WORKFLOW.state_of(one).tone}
                for one in taken.select_related("pathway").order_by("-applied_on", "-id")
            ],
            "joined": [
                {"row": one, "state": PARTICIPANT_WORKFLOW.words(one.state),
                 "tone": PARTICIPANT_WORKFLOW.state_of(one).tone}
                for one in joined.select_related("partnership").order_by("-joined_on", "-id")
            ],
            "stays": queries.stays_of(self.user, self.person_id),
            "history": history,
            "history_words": _(dict(words.CIRCULAR)[history.kind]) if history else "",
            "may_record": access.may(self.user, "mobility.record", self.office_id),
        }  # fmt: skip


class Assess(OfPerson, ActionForm):
    """Check a person against the rules of a pathway."""

    button = N_("Check")
    done = N_("Checked. Each rule is explained below.")
    lead = N_(
        "Answer what the person says or shows today. What stays empty is taken from the file, or "
        "is not known."
    )

    def get_title(self) -> str:
        return str(self.edition().pathway.name)

    def edition(self) -> Any:
        return queries.edition_visible_to(self.user, self.kwargs["edition_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        kinds = (one.kind for one in queries.conditions_of(self.edition()))
        return super().get_form_kwargs() | {"table": SAID.only(*conditions.asked_by(kinds))}

    def act(self, form: Any) -> Any:
        return actions.assess_person(
            self.user, self.person_id, self.kwargs["edition_id"], **form.values
        )

    def get_success_url(self) -> str:
        return reverse("pathways:assessment", args=[self.result.id])


class TakeUpNew(OfPerson, ActionForm):
    """Record that a person has applied for a pathway."""

    form_class = forms.Applied
    done = N_("The application is recorded.")

    def get_title(self) -> str:
        pathway = queries.pathway_visible_to(self.user, self.kwargs["pathway_id"])
        return _("Applied for {name}").format(name=pathway.name)

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.take_up(
            self.user, self.person_id, self.kwargs["pathway_id"], key=key, **form.values
        )


class StayNew(OfPerson, ActionForm):
    """Record a stay of a person abroad."""

    form_class = forms.Stay
    title = N_("Stay abroad")
    lead = N_("Only stays abroad are recorded. What lies between them counts as time at home.")
    done = N_("The stay is recorded.")

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.record_stay(self.user, self.person_id, key=key, **form.values)


class StayEdit(EditForm):
    """Correct a stay."""

    permissions = ("mobility.record",)
    table = STAY
    title = N_("Correct the stay")

    def get_record(self) -> Any:
        return queries.stay_visible_to(self.user, self.kwargs["stay_id"])

    def before(self) -> dict[str, Any]:
        return values_of(self.record, STAY)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_stay(self.user, self.record.id, seen, proposed)

    def get_parents(self) -> list[tuple[str, str]]:
        person = self.record.history.person_id
        name = people.names_of(self.user, {person}).get(person, "")
        return [
            (reverse("people:person", args=[person]), name),
            (self.get_success_url(), _("Pathways")),
        ]

    def get_success_url(self) -> str:
        return reverse("pathways:person", args=[self.record.history.person_id])


class JoinNew(OfPerson, ActionForm):
    """Take a person into a skills mobility partnership."""

    title, button = N_("Take into a partnership"), N_("Take in")
    done = N_("The person takes part.")

    def get_form(self, form_class: Any = None) -> Any:
        rows = queries.partnerships_visible_to(self.user).filter(state="running").order_by("name")
        running = [(str(key), name) for key, name in rows.values_list("id", "name")]
        return forms.Join(running, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.join_partnership(
            self.user, self.person_id, given["partnership"], key=given["key"], **form.values
        )

    def get_success_url(self) -> str:
        return reverse("pathways:participant", args=[self.result.id])


class AssessmentPage(DetailPage):
    """One check, rule by rule, as it was explained on its day."""

    template_name = "pathways/assessment.html"
    permissions = ("mobility.read",)
    table = ASSESSMENT

    def get_record(self) -> Any:
        return queries.assessment_visible_to(self.user, self.kwargs["assessment_id"])

    def get_title(self) -> str:
        return str(self.record.edition.pathway.name)

    def get_parents(self) -> list[tuple[str, str]]:
        person = self.record.person_id
        name = people.names_of(self.user, {person}).get(person, "")
        return [
            (reverse("people:person", args=[person]), name),
            (reverse("pathways:person", args=[person]), _("Pathways")),
        ]

    def values(self) -> Mapping[str, Any]:
        lacks = lacks_in_words(self.record.lacks)
        return values_of(self.record, ASSESSMENT) | {"lacks": lacks}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        current = queries.current_editions(
            queries.editions_visible_to(self.user).filter(pathway_id=row.edition.pathway_id),
            today_in(),
        ).get(row.edition.pathway_id)
        return super().get_context_data(**kwargs) | {
            "results": queries.explain_assessment(row),
            "state": (_(dict(words.OUTCOMES)[row.outcome]), OUTCOME_TONES[row.outcome]),
            "newer": current if current is not None and current.id != row.edition_id else None,
        }


def _outcomes() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in words.OUTCOMES]


NAME = Column(
    "name",
    N_("Person"),
    prepared=True,
    link=lambda row: url_of("pathways:person", row["person_id"]) if row["is_readable"] else "",
    export=False,
)
NUMBER = Column("person__number", N_("Number"), nowrap=True)
"""The number of the file: an export names nobody, and its rows can be found again."""


class OfPeople(ListPage):
    """A list whose rows are about people: their names are read in the user's scope."""

    search = ("person__number",)
    extra_values = ("person_id", "person__number")

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, {row["person_id"] for row in rows})
        return [
            {
                **row,
                "name": names.get(row["person_id"], row["person__number"]),
                "is_readable": row["person_id"] in names,
            }
            for row in rows
        ]

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] for row in rows})


class Assessments(OfPeople):
    """Who was checked for which pathway, and what each still lacks."""

    permissions = ("mobility.read",)
    parents = PATHWAYS
    title = N_("Readiness")
    lead = N_("Who was checked for which pathway, and what each person still lacks.")
    empty_title = N_("No checks yet")
    empty_text = N_("Open a person, choose “Pathways”, and check what is open to them.")
    order = ("-day", "-id")
    columns = (
        Column("day", N_("Day"), nowrap=True, words=TAKE_UP["applied_on"].words),
        NAME,
        NUMBER,
        Column("edition__pathway__name", N_("Pathway")),
        Column(
            "outcome",
            N_("Result"),
            words=lambda code: _(dict(words.OUTCOMES)[code]),
            tone=lambda row: OUTCOME_TONES[row["outcome"]],
        ),
        Column("lacks", N_("What is lacking"), words=lacks_in_words, sort=False),
    )
    filters = (
        PeriodFilter("day", N_("Day")),
        ChoiceFilter("outcome", N_("Result"), _outcomes),
        TickFilter("all", N_("Newest check only"), Q(latest=True)),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.assessments_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("pathways:assessment", row["id"])


class TakeUps(OfPeople):
    """Who has applied for which pathway, and how far it is."""

    permissions = ("mobility.read",)
    parents = PATHWAYS
    title = N_("Pathways taken up")
    lead = N_("Who has applied for which pathway, and what became of it.")
    empty_title = N_("No applications yet")
    empty_text = N_("Open a person, choose “Pathways”, and record the application.")
    order = ("-applied_on", "-id")
    columns = (
        *columns_of(TAKE_UP.only("applied_on")),
        NAME,
        NUMBER,
        Column("pathway__name", N_("Pathway")),
        *columns_of(TAKE_UP.without("applied_on")),
        Column.of_state(TAKE_UP_WORKFLOW),
    )
    filters = (
        PeriodFilter("applied_on", N_("Applied on")),
        ChoiceFilter.of_state(TAKE_UP_WORKFLOW),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.take_ups_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("pathways:take_up", row["id"])


class TakeUpPage(DetailPage):
    """One application for a pathway, and what became of it."""

    permissions = ("mobility.read",)
    table = TAKE_UP
    workflow = TAKE_UP_WORKFLOW
    transition_address = "pathways:take_up_transition"

    def get_record(self) -> Any:
        return queries.take_up_visible_to(self.user, self.kwargs["take_up_id"])

    def get_title(self) -> str:
        return str(self.record.pathway.name)

    def get_parents(self) -> list[tuple[str, str]]:
        person = self.record.person_id
        name = people.names_of(self.user, {person}).get(person, "")
        return [
            (reverse("people:person", args=[person]), name),
            (reverse("pathways:person", args=[person]), _("Pathways")),
        ]

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, TAKE_UP)


class TakeUpTransition(TransitionForm):
    """Note what became of an application."""

    workflow = TAKE_UP_WORKFLOW
    record_page = "pathways:take_up"

    def get_record(self) -> Any:
        return queries.take_up_visible_to(self.user, self.kwargs["take_up_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        above = (reverse("pathways:person", args=[self.record.person_id]), _("Pathways"))
        return [above, (self.get_success_url(), str(self.record.pathway.name))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_take_up_state(self.user, self.record.id, transition.name, **values)
