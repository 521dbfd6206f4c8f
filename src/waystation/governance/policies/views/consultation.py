"""The pages of a consultation: participants, comments, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.filters import ChoiceFilter, TickFilter
from waystation.foundation.pages.lists import Column, Row
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.actions import instruments as actions
from waystation.governance.policies.fields import ANSWER, COMMENT, CONSULTED
from waystation.governance.policies.queries import instruments as queries
from waystation.governance.policies.queries import scope

from .common import OFFICER, OFFICER_OR_OWN, VERDICT_TONES, Listed, TableForm
from .instruments import OfInstrument


class ConsultedNew(OfInstrument, TableForm):
    """Add a participant to the consultation on a draft."""

    table = CONSULTED
    title, button = N_("Who is asked"), N_("Add")
    lead = N_("Institutions, and groups such as migrants' organisations or employers.")
    done = N_("It is recorded who is asked.")

    def get_initial(self) -> dict[str, Any]:
        return {"asked_on": today_in()}

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"entity": scope.institution_choices(self.user)}

    def act(self, form: Any) -> Any:
        return actions.ask_about(self.user, self.record.id, **form.values)


class CommentNew(OfInstrument, TableForm):
    """Record a participant's comment."""

    permissions = OFFICER_OR_OWN
    table = COMMENT
    title, button = N_("Record a comment"), N_("Record")
    lead = N_("Every comment needs an answer before the adoption.")
    done = N_("The comment is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"said_on": today_in()}

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {
            "consulted": queries.asked_choices(self.user, self.record.id),
            "chapter": queries.chapter_choices(self.record.id),
        }

    def act(self, form: Any) -> Any:
        return actions.record_comment(self.user, self.record.id, **form.values)


class CommentAnswer(TableForm):
    """Answer a comment."""

    template_name = "policies/comment_answer.html"
    permissions = OFFICER
    table = ANSWER
    title, button = N_("Answer the comment"), N_("Record the answer")
    done = N_("The answer is recorded.")

    def get_record(self) -> Any:
        return queries.comment_visible_to(self.user, self.kwargs["key"])

    def get_initial(self) -> dict[str, Any]:
        return {"verdict": self.record.verdict, "answer": self.record.answer}

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), str(self.record.instrument))]

    def act(self, form: Any) -> Any:
        return actions.answer_comment(self.user, self.record.id, **form.values)

    def get_success_url(self) -> str:
        return reverse("policies:instrument", args=[self.record.instrument_id])


class Comments(Listed):
    """All comments of consultations, and their answers."""

    title = N_("Comments of consultations")
    lead = N_("Institutions consulted, their comments, and the answers.")
    empty_title = N_("No comments yet")
    empty_text = N_("Comments are recorded on the page of a policy while it is in consultation.")
    order = ("-said_on", "-id")
    search = ("text", "answer")
    extra_values = ("instrument_id", "consulted__name", "consulted__entity__name")
    columns = (
        Column("text", N_("Comment")),
        Column("who", N_("Who"), prepared=True),
        Column("instrument__title", N_("Policy")),
        Column("said_on", N_("Commented on"), words=COMMENT["said_on"].words, nowrap=True),
        Column(
            "verdict",
            N_("Decision"),
            words=lambda value: ANSWER["verdict"].words(value) or _("No answer yet"),
            tone=lambda row: VERDICT_TONES[row["verdict"]] or "b",
        ),
        Column("answer", N_("Answer")),
        Column("answered_on", N_("Answered on"), words=COMMENT["said_on"].words, nowrap=True),
    )
    filters = (
        ChoiceFilter("verdict", N_("Decision"), ANSWER["verdict"].get_choices),
        TickFilter("open", N_("Without an answer"), Q(verdict="")),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.comments_visible_to(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            row | {"who": row["consulted__entity__name"] or row["consulted__name"]} for row in rows
        ]

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:instrument", row["instrument_id"])
