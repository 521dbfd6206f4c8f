"""The pages of the mainstreaming matrix and of good practices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, Filter
from waystation.foundation.pages.lists import Column, Row, columns_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.policies.actions import mainstreaming as actions
from waystation.governance.policies.fields import CELL, PRACTICE, REVIEW
from waystation.governance.policies.queries import instruments, scope
from waystation.governance.policies.queries import mainstreaming as queries
from waystation.governance.policies.rules import others as rules
from waystation.governance.policies.rules.instruments import refusal_to_edit
from waystation.governance.policies.transitions import PRACTICE_WORKFLOW

from .common import HOME, OFFICER, READ_OR_OWN, Listed, NewInOffice, TableForm
from .instruments import OfInstrument

PRACTICES = (*HOME, ("policies:practices", N_("Good practices")))


class Matrix(OfInstrument, Page):
    """Chapters by migration topics: each cell quotes the sentence and names its edition."""

    template_name = "policies/matrix.html"
    permissions = READ_OR_OWN
    title = N_("Mainstreaming of migration")
    lead = N_("Which chapter covers which topic, in its own words. A blank cell means nothing yet.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        return super().get_context_data(**kwargs) | {
            "topics": queries.topics(),
            "lines": queries.matrix_of(row),
            "may_draft": access.may(self.user, "policy.draft", row.office_id),
            "add_url": self.address_of_chapters(),
        }

    def address_of_chapters(self) -> str:
        """Return where chapters are added, "" for other users and for an adopted text."""
        row = self.record
        closed = refusal_to_edit(row.state) is not None
        if closed or not access.may(self.user, "policy.draft", row.office_id):
            return ""
        return reverse("policies:chapter_new", args=[row.id])


class CellNew(TableForm):
    """Quote the sentence in which a chapter speaks of a topic."""

    permissions = OFFICER
    table = CELL
    button = N_("Quote it")
    lead = N_("The sentence as it is in the text. A quotation is never changed.")
    done = N_("The sentence is quoted.")

    def get_record(self) -> Any:
        if self.kwargs["topic"] not in dict(queries.topics()):
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return instruments.chapter_visible_to(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        topic = dict(queries.topics())[self.kwargs["topic"]]
        return _("{chapter}: {topic}").format(chapter=self.record.title, topic=topic)

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), str(self.record.instrument))]

    def act(self, form: Any) -> Any:
        return actions.quote_chapter(self.user, self.record.id, self.kwargs["topic"], **form.values)

    def get_success_url(self) -> str:
        return reverse("policies:matrix", args=[self.record.instrument_id])


class Practices(Listed):
    """Good practices, proposed and reviewed."""

    permissions = READ_OR_OWN
    title = N_("Good practices")
    lead = N_("What works, with its evidence, reviewed by people who declared their interests.")
    empty_title = N_("No good practice yet")
    empty_text = N_("Propose one with a description, its results and the evidence.")
    add_label = N_("Propose a practice")
    add_address = "policies:practice_new"
    order = ("-id",)
    search = ("title", "text", "results")
    columns = (
        *columns_of(PRACTICE),
        Column("entity__name", N_("Institution")),
        Column("counted", N_("Reviews without a conflict of interest"), number=True),
        Column("reviewed", N_("Reviews"), number=True),
        Column.of_state(PRACTICE_WORKFLOW),
    )

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        return (
            ChoiceFilter.of(PRACTICE["topic"]),
            ChoiceFilter.of_state(PRACTICE_WORKFLOW),
            self.by_institution(),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.practices_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:practice", row["id"])

    def get_add_url(self) -> str:
        own = access.may(self.user, "policy.answer")
        return reverse("policies:practice_new") if own else super().get_add_url()


class PracticeNew(NewInOffice):
    """Propose a good practice."""

    permissions = ("policy.draft", "policy.answer")
    parents = PRACTICES
    table = PRACTICE
    title, button = N_("Propose a practice"), N_("Propose it")
    done = N_("The practice is proposed. Others review it.")
    result_page = "policies:practice"

    def get_initial(self) -> dict[str, Any]:
        return {"entity": str(scope.own_entity(self.user) or "")}

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"entity": scope.institution_choices(self.user)}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.propose_practice(self.user, self.office_of(form), key=key, **form.values)


class PracticePage(DetailPage):
    """A good practice with its reviews."""

    template_name = "policies/practice.html"
    permissions = READ_OR_OWN
    parents = PRACTICES
    table = PRACTICE.without("title", "entity")
    workflow = PRACTICE_WORKFLOW
    transition_address = "policies:practice_step"

    def get_record(self) -> Any:
        return queries.practice_visible_to(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        return str(self.record.title)

    def get_lead(self) -> str:
        return str(self.record.entity.name)

    def values(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in self.table.names}

    def get_links(self) -> list[dict[str, Any]]:
        row = self.record
        may = access.may(self.user, "policy.review", row.office_id)
        if not may or row.state != "proposed" or row.created_by_id == self.user.id:
            return []
        url = reverse("policies:practice_review", args=[row.id])
        return [{"label": _("Review it"), "url": url, "primary": True}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "reviews": [
                {
                    "row": one,
                    "verdict": REVIEW["verdict"].words(one.verdict),
                    "tone": "g" if one.verdict == "recommend" else "r",
                    "conflict": one.conflict == "declared",
                }
                for one in queries.reviews_of(self.record.id)
            ],
            "reviews_needed": rules.REVIEWS_NEEDED,
        }


class OfPractice(PagePart):
    """A page of one good practice."""

    record_page = "policies:practice"

    def get_record(self) -> Any:
        return queries.practice_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("policies:practices"), _("Good practices"))
        return [listed, (self.get_success_url(), str(self.record))]


class PracticeReview(OfPractice, TableForm):
    """Review a good practice, with a declaration of interests."""

    permissions = ("policy.review",)
    table = REVIEW
    title, button = N_("Review the practice"), N_("Record the review")
    lead = N_("Reviews by people with a conflict of interest are recorded but not counted.")
    done = N_("Your review is recorded.")

    def act(self, form: Any) -> Any:
        return actions.review_practice(self.user, self.record.id, **form.values)


class PracticeStep(OfPractice, TransitionForm):
    """Publish or decline a practice."""

    workflow = PRACTICE_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_practice_state(self.user, self.record.id, transition.name, **values)
