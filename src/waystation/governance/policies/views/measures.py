"""The pages of measures: the list, one measure, its milestones, events and assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import PagePart, may_open, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, Filter, PeriodFilter, TickFilter
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.pages.lists import Column, Row
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.actions import measures as actions
from waystation.governance.policies.fields import (
    ASSESSMENT,
    MEASURE,
    MEASURE_TEXT,
    MILESTONE,
    MOVE,
    OWNER,
    REASON,
)
from waystation.governance.policies.queries import (
    instruments,
    scope,
    standards,
)
from waystation.governance.policies.queries import measures as queries
from waystation.governance.policies.rules import measures as rules

from .common import OFFICER, OFFICER_OR_OWN, READ_OR_OWN, Listed, TableForm, links_in_words
from .instruments import OfInstrument, measure_data

RATING_TONES = {"achieved": "g", "on_track": "g", "behind": "a", "blocked": "r"}


def _states() -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in rules.STATES]


class Measures(Listed):
    """Every measure of every policy, by deadline."""

    title = N_("Measures")
    lead = N_("Who does what by when. Progress counts only milestones with evidence.")
    empty_title = N_("No measures yet")
    empty_text = N_("Measures are added on the page of a policy.")
    order = ("due_on", "id")
    search = ("title", "text", "instrument__title")
    extra_values = ("instrument_id", "planned", "reached", "number")
    columns = (
        Column("title", N_("Measure")),
        Column("instrument__title", N_("Policy")),
        Column("entity__name", N_("Institution")),
        Column("due_on", N_("Deadline"), words=MEASURE["due_on"].words, nowrap=True),
        Column("progress", N_("Milestones reached"), prepared=True, nowrap=True),
        Column("moves", N_("Deadline moved"), number=True),
        Column("days", N_("Total days moved"), number=True, prepared=True),
        Column(
            "state",
            N_("State"),
            words=lambda value: _(dict(rules.STATES)[value]),
            tone=lambda row: rules.TONES[row["state"]] or "b",
        ),
    )

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        return (
            ChoiceFilter("state", N_("State"), _states),
            self.by_institution(),
            ChoiceFilter(
                "policy",
                N_("Policy"),
                lambda: instruments.policy_choices(self.user),
                "instrument_id",
            ),
            PeriodFilter("due_on", N_("Deadline")),
            TickFilter("moved", N_("Deadline moved"), Q(moves__gt=0)),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.measures_visible_to(self.user, today_in())

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:measure", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        slips = queries.slips_of_each(row["id"] for row in rows if row["moves"])
        return [
            row
            | {
                "progress": f"{row['reached']}/{row['planned']}",
                "days": slips[row["id"]].days if row["moves"] else 0,
            }
            for row in rows
        ]


class MeasurePage(DetailPage):
    """A measure: owner, deadline and its moves, milestones with evidence, both assessments."""

    template_name = "policies/measure.html"
    permissions = READ_OR_OWN
    table = MEASURE.without("title", "chapter", "entity", "outcome")

    def get_record(self) -> Any:
        return queries.measure_visible_to(self.user, self.kwargs["key"], today_in())

    def get_title(self) -> str:
        return str(self.record)

    def get_lead(self) -> str:
        return str(self.record.entity.name)

    def get_parents(self) -> list[tuple[str, str]]:
        row = self.record.instrument
        above = [
            (reverse("policies:instruments"), _("Policy instruments")),
            (reverse("policies:instrument", args=[row.id]), str(row)),
        ]
        return [one for one in above if may_open(self.user, one[0])]

    def values(self) -> Mapping[str, Any]:
        return queries.values_of_measure(self.record)

    @cached_property
    def may_draft(self) -> bool:
        open_ = self.record.dropped_on is None
        return open_ and access.may(self.user, "policy.draft", self.record.office_id)

    def get_links(self) -> list[dict[str, Any]]:
        if not self.may_draft:
            return []
        return [
            {"label": _(label), "url": reverse(address, args=[self.record.id])}
            for label, address in (
                (N_("Edit"), "policies:measure_edit"),
                (N_("Move the deadline"), "policies:measure_move"),
                (N_("Change the owner"), "policies:measure_owner"),
                (N_("Drop the measure"), "policies:measure_drop"),
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        mine = scope.may_write(self.user, row.office_id, row.entity_id)
        return super().get_context_data(**kwargs) | {
            "told": measure_data(row),
            "may_draft": self.may_draft,
            "may_read": access.may(self.user, "policy.read", row.office_id),
            "may_report": mine and row.dropped_on is None,
            "may_review": access.may(self.user, "policy.review", row.office_id),
            "slips": queries.slips_of(row.id),
            "milestones": queries.milestones_of(row.id),
            "events": [_event_in_words(one) for one in queries.events_of(row.id)],
            "assessments": self.assessments(),
            "links_to": links_in_words(self.user, queries.links_of(row.instrument_id, row.id)),
            "gaps": standards.gaps_closed_by(row.id),
            "today": today_in(),
        }

    def assessments(self) -> list[dict[str, Any]]:
        """Return the two columns: the owner's assessments, and those of others."""
        found = queries.assessments_of(self.record.id)
        return [
            {
                "title": _(word),
                "rows": [
                    {
                        "row": one,
                        "rating": ASSESSMENT["rating"].words(one.rating),
                        "tone": RATING_TONES.get(one.rating, "b"),
                    }
                    for one in found[kind]
                ],
            }
            for kind, word in rules.ASSESSMENTS
        ]


def _event_in_words(one: Any) -> dict[str, Any]:
    """Return an event of a measure as people read it."""
    words = ""
    if one.kind in {"deadline", "milestone"}:
        words = _("from {old} to {new}, days: {days}").format(
            old=MEASURE["due_on"].words(one.old_on),
            new=MEASURE["due_on"].words(one.new_on),
            days=(one.new_on - one.old_on).days,
        )
    elif one.kind == "owner":
        old, new = (
            f"{entity}, {readable_text(one, column)}"
            for entity, column in (
                (one.old_entity, "old_person"),
                (one.new_entity, "new_person"),
            )
        )
        words = _("from {old} to {new}").format(old=old, new=new)
    if one.milestone:
        words = f"{one.milestone.title} {words}".strip()
    return {"row": one, "what": _(dict(rules.EVENTS)[one.kind]), "words": words}


class MeasureNew(OfInstrument, TableForm):
    """Add a measure to a policy."""

    table = MEASURE
    form_class = KeyedForm
    title, button = N_("Add a measure"), N_("Add the measure")
    lead = N_("A measure has one responsible institution, one responsible person and a deadline.")
    done = N_("The measure is added. Add its milestones.")

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {
            "entity": scope.institution_choices(self.user),
            "chapter": instruments.chapter_choices(self.record.id),
            "outcome": queries.outcome_choices(self.user),
        }

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "") for name in ("outcome", "title")}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_measure(self.user, self.record.id, key=key, **form.values)

    def get_success_url(self) -> str:
        row = getattr(self, "result", None)
        if row is None:
            return super().get_success_url()
        return reverse("policies:measure", args=[row.id])


class OfMeasure(PagePart):
    """A page of one measure."""

    permissions: tuple[str, ...] = OFFICER
    record_page = "policies:measure"

    def get_record(self) -> Any:
        return queries.measure_visible_to(self.user, self.kwargs["key"], today_in())

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), str(self.record))]


class MeasureEdit(OfMeasure, EditForm):
    """Change the words of a measure; owner and deadline have pages of their own."""

    table = MEASURE_TEXT
    title = N_("Change the measure")

    def get_form_kwargs(self) -> dict[str, Any]:
        offers = {"chapter": instruments.chapter_choices(self.record.instrument_id)}
        return super().get_form_kwargs() | {"offers": offers}

    def before(self) -> dict[str, Any]:
        values = queries.values_of_measure(self.record)
        return {name: values[name] for name in MEASURE_TEXT.names}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_measure(self.user, self.record.id, seen, proposed)


class MeasureMove(OfMeasure, EditForm):
    """Move the deadline of a measure."""

    table = MOVE
    title, button = N_("Move the deadline"), N_("Move it")
    lead = N_("The deadline before and the reason stay in the history of the measure.")
    done = N_("The deadline is moved.")

    def before(self) -> dict[str, Any]:
        return {"due_on": self.record.due_on}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.move_deadline(self.user, self.record.id, seen, **proposed)


class MeasureOwner(OfMeasure, EditForm):
    """Give a measure to another institution or person."""

    table = OWNER
    title, button = N_("Change the owner"), N_("Change it")
    lead = N_("The previous owner stays in the history of the measure.")
    done = N_("The owner is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        offers = {"entity": scope.institution_choices(self.user)}
        return super().get_form_kwargs() | {"offers": offers}

    def before(self) -> dict[str, Any]:
        return {
            "entity": str(self.record.entity_id),
            "person": queries.person_of(self.record),
        }

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_owner(self.user, self.record.id, seen, **proposed)


class MeasureDrop(OfMeasure, TableForm):
    """Drop a measure, with the reason."""

    table = REASON
    title, button = N_("Drop the measure"), N_("Drop it")
    done = N_("The measure is dropped.")

    def act(self, form: Any) -> Any:
        return actions.drop_measure(self.user, self.record.id, **form.values)


class MilestoneNew(OfMeasure, TableForm):
    """Add a milestone."""

    table = MILESTONE
    title, button = N_("Add a milestone"), N_("Add")
    lead = N_("Something that can be shown: a document, a decision, a system in use.")
    done = N_("The milestone is added.")

    def act(self, form: Any) -> Any:
        return actions.add_milestone(self.user, self.record.id, **form.values)


class Assess(OfMeasure, TableForm):
    """Say as its owner how far a measure is."""

    permissions: tuple[str, ...] = OFFICER_OR_OWN
    table = ASSESSMENT.without("kind")
    kind = "self"
    title, button = N_("Self-assessment"), N_("Record the assessment")
    lead = N_(
        "The owner's assessment and an independent review are shown side by side. Neither "
        "changes the progress, which comes from milestones."
    )
    done = N_("The assessment is recorded.")

    def act(self, form: Any) -> Any:
        return actions.assess_measure(self.user, self.record.id, kind=self.kind, **form.values)


class Review(Assess):
    """Review a measure independently."""

    permissions = ("policy.review",)
    kind = "independent"
    title = N_("Independent review")
