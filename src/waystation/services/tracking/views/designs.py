"""The design of a round's sample: its page, its form, and as frozen with an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.documents.blocks import Column, Table
from waystation.foundation.pages.action_pages import EditForm, TransitionForm
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.tracking import actions, forms, queries
from waystation.services.tracking.designs import meanings_of
from waystation.services.tracking.fields import DESIGN
from waystation.services.tracking.sampling import Sampling
from waystation.services.tracking.transitions import DESIGN_WORKFLOW

from .rounds import OfRound
from .studies import round_parents, round_title

SHOWN = DESIGN.without(*queries.TABLES)


def with_labels(values: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a design with its questions in the words of the form."""
    named = ("stratum", "cluster", "weight")
    return {**values, **{name: labels.get(values[name], values[name]) for name in named}}


def shown_design(
    plan: Sampling, summary: Mapping[str, Any], labels: Mapping[str, str], *, counts: bool
) -> dict[str, Any]:
    """Return what a page shows of a design besides its answers."""
    problem = summary.get("problem")
    return {
        "plan": plan,
        "counts": counts,
        "meanings": [_(one) for one in meanings_of(plan)],
        "summary": None if problem else summary,
        "widest_points": 100 * (summary.get("widest") or 0),
        "problem": in_words(problem) if problem else "",
        "strata": strata_table(plan, summary, counts=counts) if plan.frame else None,
        "unframed": queries.unframed_in(plan, summary),
        "margins": margin_table(plan, summary, labels) if plan.margins else None,
    }


def strata_table(plan: Sampling, summary: Mapping[str, Any], *, counts: bool) -> Table:
    """Return the frame by stratum: units, planned, drawn and achieved.

    Empty columns are left out.
    """
    rows = queries.strata_of(plan, summary)
    counted = counts and bool(plan.stratum)
    offered: list[tuple[Column, list[Any], bool]] = [
        (Column(_("Stratum")), [one.code for one in rows], True),
        (Column(_("Units in the frame"), "number"), [one.population for one in rows], True),
        (Column(_("Planned"), "number"), [one.target for one in rows], True),
        (Column(_("Drawn"), "number"), [one.drawn for one in rows], True),
        (Column(_("Achieved"), "number"), [one.achieved for one in rows], counted),
        (Column(_("Of the plan"), "percent"), [percent(one.reached) for one in rows], counted),
        (Column(_("Response rate"), "percent"), [percent(one.response) for one in rows], counted),
        (
            Column(_("Units for one interview"), "number", 1, exact=True),
            [one.weight for one in rows],
            counted,
        ),
    ]
    shown = [
        (column, cells)
        for column, cells, wanted in offered
        if wanted and any(cell is not None for cell in cells)
    ]
    note = _(
        "Response rate: interviews out of the units sampled. With weights from the frame, "
        "respondents also represent the non-respondents of their stratum."
    )
    return Table(
        _("Sample frame: planned and achieved"),
        [column for column, _cells in shown],
        list(zip(*(cells for _column, cells in shown), strict=True)),
        note=note if counted else "",
    )


def margin_table(plan: Sampling, summary: Mapping[str, Any], labels: Mapping[str, str]) -> Table:
    """Return the known totals; with interviews, also those of the weights before calibration."""
    columns = [Column(_("Question")), Column(_("Answer")), Column(_("Known total"), "number")]
    rows: list[list[Any]] = [
        [labels.get(one.question, one.question), one.level, one.total] for one in plan.margins
    ]
    found = {(question, level): rest for question, level, *rest in summary.get("margins", ())}
    if not found:
        return Table(_("Known totals"), columns, rows)
    columns += [
        Column(_("Interviews"), "number"),
        Column(_("Weighted, before"), "number", 1, exact=True),
        Column(_("Factor"), "number", 2, exact=True),
    ]
    for row, one in zip(rows, plan.margins, strict=True):
        n, weighted, wanted = found.get((one.question, one.level), (0, 0.0, float(one.total)))
        row += [n, weighted, wanted / weighted if weighted else None]
    note = _("The factor says by how much calibration raises or lowers the weights of a group.")
    return Table(_("Known totals, and the weights before calibration"), columns, rows, note=note)


def percent(share: float | None) -> float | None:
    """Return a share in percent."""
    return None if share is None else 100 * share


def labels_of(round_: Any) -> dict[str, str]:
    """Return the questions of a round's form in the words of the form."""
    return {key: one.label for key, one in queries.questions_for_design(round_).items()}


class DesignPage(OfRound, DetailPage):
    """How the sample of a round was drawn, the effect of each choice, and what was achieved."""

    template_name = "tracking/design.html"
    table = SHOWN
    workflow = DESIGN_WORKFLOW
    transition_address = "tracking:design_step"

    def get_title(self) -> str:
        return _("Design of the sample")

    def get_parents(self) -> list[tuple[str, str]]:
        above = reverse("tracking:round", args=[self.record.id])
        return [*round_parents(self.record), (above, round_title(self.record))]

    def values(self) -> Mapping[str, Any]:
        self.plan = queries.sampling_of(self.record)
        self.labels = labels_of(self.record)
        return with_labels(queries.design_values(self.plan), self.labels)

    def get_links(self) -> list[dict[str, Any]]:
        may = access.may(self.user, "study.estimate", self.record.office_id)
        if not may or self.record.design_state == "frozen":
            return []
        edit = reverse("tracking:design_edit", args=[self.record.id])
        return [{"label": _("Change the design"), "url": edit, "primary": True}]

    def words_of_verb(self, verb: str) -> str:
        known = {
            "round.design": _("Design changed"),
            "round.frame": _("Sample frame set"),
            "study.estimate": _("Estimated"),
        }
        return known.get(verb) or super().words_of_verb(verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts = queries.may_count(self.user, self.record)
        summary = queries.summary_now(self.user, self.record, self.plan) if counts else {}
        runs = queries.estimations_of(self.user, self.record)
        shown = shown_design(self.plan, summary, self.labels, counts=counts)
        return (
            context
            | shown
            | {
                "effects": queries.effects_of(runs[0]) if runs else None,
                "estimations": runs,
            }
        )


class FrozenDesign(Page):
    """The design that an estimate was made with. It does not change any more."""

    template_name = "tracking/design_frozen.html"
    permissions = ("study.read",)

    def get_record(self) -> Any:
        return queries.estimation_visible_to(self.user, self.kwargs["estimation"])

    def get_title(self) -> str:
        return _("Design of estimate {number}").format(number=self.record.number)

    def get_parents(self) -> list[tuple[str, str]]:
        round_ = self.record.round
        above = reverse("tracking:round", args=[round_.id])
        design = reverse("tracking:design", args=[round_.id])
        return [
            *round_parents(round_),
            (above, round_title(round_)),
            (design, _("Design of the sample")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.record
        plan, labels = Sampling.from_data(run.design), labels_of(run.round)
        counts = queries.may_count(self.user, run)
        values = with_labels(queries.design_values(plan), labels)
        shown = shown_design(plan, run.summary if counts else {}, labels, counts=counts)
        return (
            super().get_context_data(**kwargs)
            | shown
            | {
                "answers": SHOWN.answers(values),
                "effects": queries.effects_of(run),
            }
        )


class DesignEdit(OfRound, EditForm):
    """Change the design of a round before it is frozen."""

    permissions = ("study.estimate",)
    table = DESIGN
    title, button = N_("Change the design"), N_("Save the design")
    lead = N_("What you say here decides how every estimate of this round is computed.")
    done = N_("The design is saved.")
    record_page = "tracking:design"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Design(queries.questions_for_design(self.record), **self.get_form_kwargs())

    def get_parents(self) -> list[tuple[str, str]]:
        above = reverse("tracking:round", args=[self.record.id])
        return [
            *round_parents(self.record),
            (above, round_title(self.record)),
            (self.get_success_url(), _("Design of the sample")),
        ]

    def before(self) -> dict[str, Any]:
        return queries.design_values(queries.sampling_of(self.record))

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.set_design(self.user, self.record.id, seen, proposed)


class DesignStep(OfRound, TransitionForm):
    """Freeze the design of a round, or revise it with a reason."""

    workflow = DESIGN_WORKFLOW
    record_page = "tracking:design"

    def get_parents(self) -> list[tuple[str, str]]:
        return [*round_parents(self.record), (self.get_success_url(), _("Design of the sample"))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_design_state(self.user, self.record.id, transition.name, **values)
