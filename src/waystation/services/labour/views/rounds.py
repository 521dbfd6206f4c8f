"""Placement rounds: requesting one, results with a reason for everybody, verification runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import numbers
from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.services.labour import actions, forms, queries
from waystation.services.labour.queries import rounds
from waystation.services.labour.rules import rounds as rules

MODE = Field("mode", "code", N_("How places are allocated"), choices=rules.MODES)
STATE = Field("state", "code", N_("State"), choices=rules.STATES)
REASON = Field("reason", "code", N_("Result"), choices=rules.REASONS)
MOMENT = Field("at", "moment", N_("Run on"))


def _score_in_words(score: float | None) -> str:
    return "" if score is None else numbers.format_number(round(100 * score, 1))


class Rounds(ListPage):
    """The placement rounds of the user's offices, the newest first."""

    permissions = ("placement.read",)
    parents = (("labour:home", N_("Work")),)
    title = N_("Placement rounds")
    lead = N_(
        "Fill several vacancies at once. "
        "Each result is explained and is the same if the round is run again."
    )
    empty_title = N_("No rounds yet")
    empty_text = N_("A round allocates the places of several published vacancies at once.")
    add_label = N_("Start a round")
    columns = (
        Column("title", N_("Round")),
        Column("mode", N_("How places are allocated"), words=MODE.words),
        Column("ran_at", N_("Run on"), words=MOMENT.words, nowrap=True),
        Column("candidates", N_("Candidates"), number=True),
        Column("placed", N_("Placed"), number=True),
        Column("seed", N_("Seed"), number=True),
        Column("state", N_("State"), words=STATE.words, tone=lambda row: rules.TONES[row["state"]]),
    )
    filters = (
        ChoiceFilter("state", N_("State"), STATE.get_choices),
        ChoiceFilter("mode", N_("How places are allocated"), MODE.get_choices),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.rounds_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("labour:round", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "placement.record")
        return reverse("labour:round_new") if may else ""


class RoundNew(ActionForm):
    """Ask for a placement round over published vacancies."""

    template_name = "labour/round_form.html"
    permissions = ("placement.record",)
    parents = (("labour:home", N_("Work")), ("labour:rounds", N_("Placement rounds")))
    title, button = N_("Start a round"), N_("Start the round")
    lead = N_("The round runs in the background. The result gives the reason for each person.")
    done = N_("The round has started. Its result opens here when it is done.")
    result_page = "labour:round"

    def get_office(self) -> UUID:
        offices = access.offices_where(self.user, "placement.record")
        home = access.office_of(self.user)
        return home.id if home is not None and home.id in offices else offices[0]

    def get_form(self, form_class: Any = None) -> Any:
        offered = rounds.vacancies_offered(self.user, self.get_office())
        return forms.RoundForm(offered, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        return actions.begin_round(self.user, self.get_office(), **form.values)


class OfRound(PagePart):
    """A page of one placement round."""

    permissions: tuple[str, ...] = ("placement.read",)
    record_page = "labour:round"

    def get_record(self) -> Any:
        return queries.round_visible_to(self.user, self.kwargs["round_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("labour:home"), _("Work")),
            (reverse("labour:rounds"), _("Placement rounds")),
        ]


class RoundPage(OfRound, Page):
    """What came of a round: totals, the seed, least shares with their price, and reasons."""

    template_name = "labour/round.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        return super().get_context_data(**kwargs) | {
            "mode": MODE.words(one.mode),
            "state": (STATE.words(one.state), rules.TONES[one.state]),
            "vacancies": rounds.vacancies_of(one),
            "reasons": rounds.reasons_counted(one),
            "floors": rounds.floors_of(one),
            "rerun": rounds.rerun_of(one),
            "may_place": access.may(self.user, "placement.record", one.office_id),
        }


class RoundAgain(OfRound, ActionButton):
    """Run the same round again, with the same seed."""

    permissions = ("placement.record",)
    done = N_("The round runs again, with the same seed.")

    def act(self) -> Any:
        return actions.run_again(self.user, self.record.id)

    def get_success_url(self) -> str:
        made = getattr(self, "result", self.record)
        return reverse("labour:round", args=[made.id])


class RoundPropose(OfRound, ActionButton):
    """Take those who were placed as candidates of their vacancies."""

    permissions = ("placement.record",)
    done = N_("Those who were placed are candidates of their vacancies now.")

    def act(self) -> Any:
        return actions.propose_results(self.user, self.record.id)


class Results(OfRound, ListPage):
    """Where each candidate of a round goes, or why nowhere."""

    title = N_("Results")
    empty_title = N_("No results yet")
    empty_text = N_("The round has not run, or a least share cannot be met.")
    order = ("-score", "id")
    extra_values = ("person_id",)
    columns = (
        Column(
            "name",
            N_("Person"),
            link=lambda row: url_of("people:person", row["person_id"]),
            prepared=True,
            export=False,
        ),
        Column("person__number", N_("Number"), nowrap=True),
        Column("vacancy__title", N_("Vacancy")),
        Column("score", N_("Score"), words=_score_in_words,
               number=True),
        Column("lottery", N_("Lottery number"), number=True),
        Column("reason", N_("Result"), words=REASON.words,
               tone=lambda row: "g" if row["reason"] == "placed" else "b"),
    )  # fmt: skip
    filters = (ChoiceFilter("reason", N_("Result"), REASON.get_choices),)

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), str(self.record.title))]

    def get_rows(self) -> QuerySet[Any]:
        return rounds.results_of(self.record)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, [row["person_id"] for row in rows])
        return [{**row, "name": names.get(row["person_id"], row["person__number"])} for row in rows]

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len(rows)
