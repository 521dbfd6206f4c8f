"""The ranked list of a vacancy, people excluded by one condition, and vacancies for a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.people.http import PersonPage
from waystation.services.labour import actions
from waystation.services.labour.queries import conditions, elsewhere, ranking

from .demand import OfVacancy


class Ranking(OfVacancy, Page):
    """What pages about the candidates of a vacancy share."""

    permissions = ("placement.read",)

    def with_names(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Add to each line the person's name and page, and whether they are a candidate."""
        found = people.names_of(self.user, [one["person"] for one in lines if one["person"]])
        there = dict(self.record.candidacies.values_list("person_id", "id"))
        return [
            {
                **one,
                "name": found.get(one["person"], _("Candidate")),
                "url": reverse("people:person", args=[one["person"]]) if one["person"] else "",
                "candidacy": there.get(one["person"]),
            }
            for one in lines
        ]


class RankedList(Ranking):
    """The current best candidates with reasons, and the people that each condition excludes."""

    template_name = "labour/ranked.html"
    lead = N_(
        "The list is computed again each time. Sex, age and community play no part in it; every "
        "list that was shown is stored with its reasons."
    )

    def get_title(self) -> str:
        return _("Candidates for {title}").format(title=self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with_at_work = self.request.GET.get("at_work") == "1"
        found = actions.show_list(self.user, self.record.id, with_at_work=with_at_work)
        ranking_ = found.ranking
        return super().get_context_data(**kwargs) | {
            "ranking": ranking_,
            "with_at_work": with_at_work,
            "lines": self.with_names(ranking.lines_of(self.user, ranking_.suggestions)),
            "conditions": conditions.conditions_in_words(found.conditions),
            "impossible": conditions.conditions_in_words(found.impossible),
            "elsewhere": elsewhere.candidates_elsewhere(self.user, self.record),
            "may_place": access.may(self.user, "placement.record", self.record.office_id),
        }


class OnlyFailing(Ranking):
    """The people that one condition alone excludes, with the fact that fails."""

    template_name = "labour/only.html"
    lead = N_("They meet every other condition of this vacancy. The order is that of their scores.")

    def get_title(self) -> str:
        return _("Fails only {condition}").format(condition=self.short_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (self.condition, self.short_name), lines = ranking.only_failing(
            self.user, self.record, self.kwargs["condition"]
        )
        if not self.condition:
            raise NotSeen(N_("This vacancy has no such condition."), code="not_seen")
        return super().get_context_data(**kwargs) | {
            "lines": self.with_names(lines),
            "condition": self.condition,
        }


class CandidateAdd(OfVacancy, ActionButton):
    """Choose a person for a vacancy."""

    permissions = ("placement.record",)
    done = N_("The candidate is chosen. Ask for consent before the employer learns the name.")

    def act(self) -> Any:
        person = key_in(self.request.POST.get("person", ""))
        return actions.add_candidate(self.user, self.record.id, person or UUID(int=0))

    def get_success_url(self) -> str:
        result = getattr(self, "result", None)
        if result is None:
            return reverse("labour:ranked", args=[self.record.id])
        return reverse("labour:candidacy", args=[result.id])


class PersonVacancies(PersonPage, Page):
    """The published vacancies for a person, with the reasons and what would change it."""

    template_name = "labour/person_vacancies.html"
    permissions = ("placement.read",)
    why, tab = "vacancies", "labour:person_vacancies"
    title = N_("Vacancies")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = ranking.vacancies_for(self.user, self.record.id)
        return super().get_context_data(**kwargs) | {
            "matching": [one for one in lines if not one["failed"]],
            "failing": [one for one in lines if one["failed"] and one["is_related"]],
            "unrelated": [one for one in lines if not one["is_related"]],
            "elsewhere": elsewhere.vacancies_elsewhere(self.user, self.record.id),
            "at_work_since": ranking.at_work_since(self.record.id),
            "has_profile": ranking.may_be_matched(self.user, self.record.id),
            "may_place": access.may(self.user, "placement.record", self.record.office_id),
        }
