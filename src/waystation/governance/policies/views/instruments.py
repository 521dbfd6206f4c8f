"""The pages of policy instruments: the list, one instrument, its consultation and document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import EditForm, TransitionForm
from waystation.foundation.pages.base import PagePart, Permitted, may_open, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.downloads import report_as_download
from waystation.foundation.pages.filters import ChoiceFilter, Filter, TickFilter
from waystation.foundation.pages.lists import Column, Row
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.policies import papers
from waystation.governance.policies.actions import instruments as actions
from waystation.governance.policies.fields import (
    ANSWER,
    CHAPTER,
    INSTRUMENT,
    NEXT_EDITION,
)
from waystation.governance.policies.queries import instruments as queries
from waystation.governance.policies.queries import measures, registers, scope
from waystation.governance.policies.rules import instruments as rules
from waystation.governance.policies.rules import measures as measure_rules
from waystation.governance.policies.transitions import INSTRUMENT_WORKFLOW

from .common import (
    HOME,
    OFFICER,
    READ_OR_OWN,
    VERDICT_TONES,
    Listed,
    NewInOffice,
    TableForm,
    links_in_words,
)

INSTRUMENTS = (*HOME, ("policies:instruments", N_("Policy instruments")))


class Instruments(Listed):
    """Roadmaps, strategies, laws and other policies, by edition."""

    title = N_("Policy instruments")
    lead = N_("Roadmaps, strategies and laws: who owns them, how far they have come.")
    empty_title = N_("No policy instrument is recorded yet")
    empty_text = N_("Draft the first one with its institution, its chapters and its measures.")
    add_label = N_("Draft a policy")
    add_address = "policies:instrument_new"
    order = ("title", "-number", "id")
    search = ("title", "edition", "summary")
    columns = (
        Column("title", N_("Title"), words=INSTRUMENT["title"].words),
        Column("edition", N_("Edition"), nowrap=True),
        Column("kind", N_("Kind"), words=INSTRUMENT["kind"].words),
        Column("entity__name", N_("Institution")),
        Column("areas", N_("Areas of policy"), words=INSTRUMENT["areas"].words, sort=False),
        Column("planned", N_("Measures"), number=True),
        Column("unanswered", N_("Comments without an answer"), number=True),
        Column("adopted_on", N_("Adopted on"), words=INSTRUMENT["starts_on"].words, nowrap=True),
        Column.of_state(INSTRUMENT_WORKFLOW),
    )

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        return (
            ChoiceFilter.of(INSTRUMENT["kind"]),
            ChoiceFilter.of_state(INSTRUMENT_WORKFLOW),
            self.by_institution(),
            TickFilter("open", N_("Comments without an answer"), Q(unanswered__gt=0)),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.instruments_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:instrument", row["id"])


class InstrumentNew(NewInOffice):
    """Draft a policy."""

    permissions = OFFICER
    parents = INSTRUMENTS
    table = INSTRUMENT
    title, button = N_("Draft a policy"), N_("Save the draft")
    done = N_("The draft is saved. Add its chapters, its measures, and who is asked about it.")
    result_page = "policies:instrument"

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"entity": scope.institution_choices(self.user)}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.draft_instrument(self.user, self.office_of(form), key=key, **form.values)


class OfInstrument(PagePart):
    """A page of one instrument."""

    permissions: tuple[str, ...] = OFFICER
    record_page = "policies:instrument"

    def get_record(self) -> Any:
        return queries.instrument_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("policies:instruments"), _("Policy instruments"))
        above = [listed, (self.get_success_url(), str(self.record))]
        return [one for one in above if may_open(self.user, one[0])]


class InstrumentPage(DetailPage):
    """An instrument: its text, its measures with their progress, the consultation."""

    template_name = "policies/instrument.html"
    permissions = READ_OR_OWN
    parents = INSTRUMENTS
    table = INSTRUMENT.without("title", "entity", "edition")
    workflow = INSTRUMENT_WORKFLOW
    transition_address = "policies:instrument_step"

    def get_record(self) -> Any:
        return queries.instrument_visible_to(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        return str(self.record)

    def get_lead(self) -> str:
        return str(self.record.entity.name)

    def values(self) -> Mapping[str, Any]:
        return queries.values_of_instrument(self.record)

    def get_links(self) -> list[dict[str, Any]]:
        row = self.record
        found = [
            {"label": "PDF", "url": reverse("policies:paper", args=[row.id, "pdf"])},
            {"label": "Word", "url": reverse("policies:paper", args=[row.id, "docx"])},
            {"label": _("Mainstreaming"), "url": reverse("policies:matrix", args=[row.id])},
        ]
        if not access.may(self.user, "policy.draft", row.office_id):
            return found
        if rules.refusal_to_edit(row.state) is None:
            found.append(
                {"label": _("Edit"), "url": reverse("policies:instrument_edit", args=[row.id])}
            )
        elif rules.refusal_of_next_edition(row.state, False) is None:
            found.append(
                {
                    "label": _("Draft the next edition"),
                    "url": reverse("policies:next_edition", args=[row.id]),
                }
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, today = self.record, today_in()
        may_draft = access.may(self.user, "policy.draft", row.office_id)
        comments = queries.comments_of(self.user, row.id)
        mine = [key for key, _name in queries.asked_choices(self.user, row.id)]
        found = measures.measures_of(self.user, row.id, today)
        open_ = rules.refusal_to_edit(row.state) is None
        return super().get_context_data(**kwargs) | {
            "may_draft": may_draft,
            "open": open_,
            "may_comment": row.state == "consultation" and bool(mine),
            "chapters": _by_chapter(queries.chapters_of(row.id), found),
            "measures": found,
            "consulted": queries.consulted_of(row.id) if may_draft or not mine else [],
            "comments": [
                {
                    "row": one,
                    "verdict": dict(ANSWER["verdict"].get_choices()).get(one.verdict)
                    or _("No answer yet"),
                    "tone": VERDICT_TONES[one.verdict],
                }
                for one in comments
            ],
            "links_to": links_in_words(self.user, measures.links_of(row.id)),
            "linked": [
                {
                    "row": one,
                    "word": _(dict(rules.RELATIONS)[one.relation]),
                    "from_here": one.policy_id == row.id,
                }
                for one in registers.links_of_policy(self.user, row.id)
            ],
        }


def _by_chapter(chapters: Sequence[Any], found: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the chapters with their measures; the measures without a chapter come last."""
    groups = [
        {"chapter": one, "rows": [measure_data(row) for row in found if row.chapter_id == one.id]}
        for one in chapters
    ]
    rest = [measure_data(row) for row in found if row.chapter_id is None]
    return [*groups, {"chapter": None, "rows": rest}] if rest else groups


def measure_data(row: Any) -> dict[str, Any]:
    """Return a measure with its state and progress in words."""
    percent = measure_rules.percent_of(row.planned, row.reached)
    return {
        "row": row,
        "state": _(dict(measure_rules.STATES)[row.state]),
        "tone": measure_rules.TONES[row.state],
        "percent": percent,
        "progress": _("{reached} of {planned} milestones").format(
            reached=row.reached, planned=row.planned
        ),
    }


class InstrumentEdit(OfInstrument, EditForm):
    """Change a draft; two editors of one field see both values."""

    table = INSTRUMENT
    title = N_("Change the policy")

    def get_form_kwargs(self) -> dict[str, Any]:
        offers = {"entity": scope.institution_choices(self.user)}
        return super().get_form_kwargs() | {"offers": offers}

    def before(self) -> dict[str, Any]:
        return queries.values_of_instrument(self.record)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_instrument(self.user, self.record.id, seen, proposed)


class InstrumentStep(OfInstrument, TransitionForm):
    """Open the consultation, record the adoption or the entry into force, withdraw."""

    workflow = INSTRUMENT_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_instrument_state(self.user, self.record.id, transition.name, **values)


class NextEdition(OfInstrument, TableForm):
    """Draft the next edition of an adopted policy."""

    table = NEXT_EDITION
    title, button = N_("Draft the next edition"), N_("Save the draft")
    lead = N_("Its chapters and unfinished measures are carried over to the new edition.")
    done = N_("The next edition is drafted.")

    def act(self, form: Any) -> Any:
        return actions.draft_next_edition(self.user, self.record.id, **form.values)

    def get_success_url(self) -> str:
        row = getattr(self, "result", self.record)
        return reverse("policies:instrument", args=[row.id])


class ChapterNew(OfInstrument, TableForm):
    """Add a pillar or chapter."""

    table = CHAPTER
    title, button = N_("Add a pillar or chapter"), N_("Add")
    done = N_("It is added.")

    def act(self, form: Any) -> Any:
        return actions.add_chapter(self.user, self.record.id, **form.values)


class Paper(OfInstrument, Permitted):
    """An instrument with its progress, as PDF or Word."""

    permissions = READ_OR_OWN

    def get(self, request: HttpRequest, kind: str, **kwargs: Any) -> HttpResponse:
        name = f"policy-{self.record.id.hex[:8]}-{self.record.number}"
        return report_as_download(papers.as_report(self.user, self.record), name, kind)
