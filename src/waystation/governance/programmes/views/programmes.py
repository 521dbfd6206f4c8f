"""The home page of programmes, the list, and one programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.programmes import actions, forms, queries
from waystation.governance.programmes.fields import PROGRAMME
from waystation.governance.programmes.rules import words
from waystation.governance.programmes.transitions import PROGRAMME_WORKFLOW

from .common import format_qualified, money_words, number, people_words, word_of

HOME = (("programmes:home", N_("Programmes")),)
SOON_DAYS = 90


class Home(Page):
    """The home page of programme managers: current work, work that ends soon, and gaps."""

    template_name = "programmes/home.html"
    permissions = ("programme.read",)
    title = N_("Programmes")
    lead = N_("Programmes and projects with their money, people, results and goals.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_in()
        tree = queries.programmes.tree_of(self.user)
        budgets = queries.money.budgets_of([one.id for one in tree.get(None, ())])
        lines: list[dict[str, Any]] = []
        self._walk(None, tree, budgets, lines, 0)
        shown = [one["record"] for one in lines]
        running = [one for one in shown if one.state == "running"]
        ending = [
            one
            for one in running
            if one.ends_on is not None and (one.ends_on - today).days <= SOON_DAYS
        ]
        return super().get_context_data(**kwargs) | {
            "lines": lines,
            "running": len(running),
            "ending": ending,
            "today": today,
            "missing": queries.programmes.missing_in(shown),
            "may_record": access.may(self.user, "programme.record"),
        }

    def _walk(
        self,
        above: Any,
        tree: Mapping[Any, Any],
        budgets: Mapping[Any, Any],
        lines: list[dict[str, Any]],
        depth: int,
    ) -> None:
        for record in tree.get(above, ()):
            state = PROGRAMME_WORKFLOW.state_of(record)
            lines.append(
                {
                    "record": record,
                    "indent": "— " * depth,
                    "level": word_of(words.LEVELS, record.level),
                    "state": (_(state.name), state.tone),
                    "budget": money_words(budgets[record.id]) if depth == 0 else None,
                }
            )
            self._walk(record.id, tree, budgets, lines, depth + 1)


class Programmes(ListPage):
    """Every programme, project and activity, by code."""

    permissions = ("programme.read",)
    parents = HOME
    title = N_("All programmes and projects")
    lead = N_("By code. The home page shows them as a tree.")
    empty_title = N_("No programme is entered yet")
    empty_text = N_("Enter the first programme or project with its dates and places.")
    add_label = N_("Enter a programme or project")
    order = ("code", "id")
    search = ("search_key",)
    columns = (
        Column("code", N_("Code"), nowrap=True),
        *columns_of(PROGRAMME),
        Column.of_state(PROGRAMME_WORKFLOW),
    )
    filters = (
        *filters_of(PROGRAMME),
        ChoiceFilter.of_state(PROGRAMME_WORKFLOW),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.programmes.programmes_visible_to(self.user)

    def search_text(self, text: str) -> str:
        return search_key(text)

    def get_row_url(self, row: Row) -> str:
        return url_of("programmes:programme", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "programme.record")
        return reverse("programmes:new") if may else ""


class ProgrammePage(DetailPage):
    """One programme: description, donors, totals and goals."""

    template_name = "programmes/programme.html"
    permissions = ("programme.read",)
    parents = HOME
    workflow = PROGRAMME_WORKFLOW
    transition_address = "programmes:transition"
    table = PROGRAMME.without("title")

    def get_record(self) -> Any:
        return queries.programmes.programme_visible_to(self.user, self.kwargs["programme_id"])

    def get_title(self) -> str:
        return str(self.record.title)

    def get_lead(self) -> str:
        above = self.record.parent
        return _("Part of: {title}").format(title=above) if above else ""

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        file = f"{reverse('programmes:iati')}?programme={self.record.id}"
        files = [
            {"label": "IATI", "url": file},
            {"label": _("Workbooks of IATI Publisher"), "url": f"{file}&format=xlsx"},
        ]
        if not access.may(self.user, "programme.record", self.record.office_id):
            return files
        pages = (
            ("programmes:change", _("Change")),
            ("programmes:donors", _("Donors")),
            ("programmes:goals", _("Goals")),
        )
        return files + [
            {"label": label, "url": reverse(name, args=[self.record.id])} for name, label in pages
        ]

    def words_of_verb(self, verb: str) -> str:
        own = {
            "programme.donors": _("Donors"),
            "programme.goals": _("Goals"),
            "programme.import": _("Import from IATI"),
        }
        return own.get(verb) or super().words_of_verb(verb)

    def documents(self) -> list[dict[str, Any]]:
        """Return the documents with where the findings of each are used."""
        rows = queries.programmes.documents_of(self.record)
        studies = [row.study_id for row in rows if row.study_id]
        organisation_id = self.record.organisation_id
        uses = knowledge.uses_of_documents(organisation_id, studies) if studies else {}
        return [
            {
                "id": row.id,
                "title": row.title,
                "uses": uses.get(row.study_id, ()) if row.study_id else (),
            }
            for row in rows
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, known = self.record, queries.programmes
        totals = queries.money.totals_of(one)
        return super().get_context_data(**kwargs) | {
            "budget": money_words(totals.budget.total),
            "within": money_words(totals.budget.within) if totals.budget.within else None,
            "received": money_words(totals.received),
            "committed": money_words(totals.committed),
            "spent": money_words(totals.spent),
            "people": people_words(totals.people.total),
            "people_within": totals.people.within.number,
            "parts": known.tree_of(self.user).get(one.id, []),
            "donors": known.donors_of(one),
            "partners": [(row, word_of(words.ROLES, row.role)) for row in known.partners_of(one)],
            "goals": known.goals_of(one),
            "chain": [self._result(row) for row in known.chain_of(one)],
            "reach": [
                (row, format_qualified(row.people, row.qualifier))
                for row in queries.money.reach_of(one)
            ],
            "lines": queries.money.lines_of(one),
            "payments": [
                (row, word_of(words.TRANSACTIONS, row.kind))
                for row in queries.money.transactions_of(one)[:20]
            ],
            "documents": self.documents(),
            "may_read_library": access.may(self.user, knowledge.READ),
            "lessons": known.lessons_of(one),
            "staff": known.staff_of(one),
            "supports": [
                (row, word_of(words.ADOPTED, row.adopted)) for row in known.supports_of(one)
            ],
            "may_record": access.may(self.user, "programme.record", one.office_id),
        }

    def _result(self, row: Mapping[str, Any]) -> dict[str, Any]:
        result = row["result"]
        return {
            "result": result,
            "indent": "— " * row["depth"],
            "level": word_of(words.RESULT_LEVELS, result.level),
            "theme": word_of(words.THEMES, result.theme),
            "indicators": [
                {
                    "indicator": one["indicator"],
                    "baseline": one["indicator"].baseline_text or number(one["indicator"].baseline),
                    "figures": [
                        {
                            "figure": figure,
                            "target": format_qualified(figure.target, figure.target_qualifier),
                            "actual": format_qualified(figure.actual, figure.qualifier),
                        }
                        for figure in one["figures"]
                    ],
                }
                for one in row["indicators"]
            ],
        }


class ProgrammeNew(ActionForm):
    """Enter a programme, project or activity."""

    permissions = ("programme.record",)
    parents = HOME
    title = N_("Programme or project")
    done = N_("It is entered. Say who pays for it and which goals it serves.")
    result_page = "programmes:programme"

    def get_form(self, form_class: Any = None) -> Any:
        above = queries.programmes.programme_choices(self.user)
        return forms.NewProgramme(above, self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_programme(
            self.user,
            UUID(given["office"]),
            parent_id=given["parent"],
            key=given["key"],
            **form.values,
        )


class OfProgramme(PagePart):
    """A page of one programme that who records it may use."""

    permissions: tuple[str, ...] = ("programme.record",)
    record_page = "programmes:programme"

    def get_record(self) -> Any:
        return queries.programmes.programme_visible_to(self.user, self.kwargs["programme_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        home = (reverse("programmes:home"), _("Programmes"))
        return [home, (self.get_success_url(), str(self.record))]


class ProgrammeEdit(OfProgramme, EditForm):
    """Change what a programme is."""

    table = PROGRAMME
    title = N_("Change the programme")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PROGRAMME)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_programme(self.user, self.record.id, seen, proposed)


class ProgrammeTransition(OfProgramme, TransitionForm):
    """Start, close, suspend or cancel a programme."""

    workflow = PROGRAMME_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_programme_state(self.user, self.record.id, transition.name, **values)


class Donors(OfProgramme, ActionForm):
    """Say who pays for a programme, and how much of it."""

    title = N_("Donors")
    lead = N_("The shares must add up to 100 %. If you do not know them, leave all of them blank.")
    done = N_("The donors are saved.")

    def get_form(self, form_class: Any = None) -> Any:
        kwargs = self.get_form_kwargs()
        known = queries.programmes.donors_of(self.record)
        return forms.Donors(queries.programmes.organisation_choices(self.user), known, **kwargs)

    def act(self, form: Any) -> Any:
        return actions.set_donors(self.user, self.record.id, form.shares)


class Goals(OfProgramme, ActionForm):
    """Say which goals a programme serves."""

    title = N_("Goals")
    lead = N_("Tick what this work serves. The coverage page shows what nothing serves yet.")
    done = N_("The goals are saved.")

    def get_form(self, form_class: Any = None) -> Any:
        frameworks = queries.frameworks.goals_by_framework(self.user)
        return forms.Goals(frameworks, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for tag in queries.programmes.goals_of(self.record):
            name = f"framework-{tag.goal.framework_id.hex}"
            found.setdefault(name, []).append(str(tag.goal_id))
            if tag.how and tag.goal.framework.kind == "donor":
                found["how"] = tag.how
        return found

    def act(self, form: Any) -> Any:
        donors = queries.frameworks.goals_of_kind(self.user, "donor")
        text = form.cleaned_data["how"].strip()
        how = {goal: text for goal in form.goals if goal in donors}
        return actions.set_goals(self.user, self.record.id, form.goals, how)
