"""Pages of advice: the list, one recommendation with its history, and its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import EditForm, NewForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.advice import actions, forms, rules
from waystation.governance.advice.fields import ANSWER, FOLLOW_UP, RECOMMENDATION
from waystation.governance.advice.queries import evidence as sources
from waystation.governance.advice.queries import recommendations as queries
from waystation.governance.advice.transitions import ADVICE
from waystation.governance.network.http import NetworkButton, NetworkForm, OfNetwork, StepForm
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.rules.seats import SEAT_NAMES
from waystation.registry.reference import queries as reference

DOTS = {rules.FOLLOWED: "g", rules.PARTLY: "v", rules.NOT_FOLLOWED: "a"}
AGES = {"amber": "a", "red": "r"}
ADVICE_LIST = (("advice:advice", N_("Recommendations")),)


class StateFilter(ChoiceFilter):
    """A state, or "awaiting": without an answer from UNKT."""

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        if asked.get(self.name) == queries.AWAITING:
            return rows.filter(state__in=rules.AWAITING)
        return super().narrow(rows, asked)


def _states() -> list[tuple[str, str]]:
    return [(queries.AWAITING, _("Awaiting the UNKT")), *ADVICE.get_choices()]


class Advice(OfNetwork, ListPage):
    """The recommendations, or only those in a state; what waits for the UNKT by its age."""

    template_name = "advice/advice.html"
    permissions = ("network.read", "unkt.read")
    title = N_("Recommendations")
    lead = N_(
        "What the Network recommends, on what it rests, and what the UNKT answered. Nothing is "
        "ever overwritten."
    )
    empty_title = N_("Nothing here")
    empty_text = N_(
        "A recommendation is one sentence with its evidence. A member drafts it, a co-chair signs "
        "it, the secretariat submits it, and the UNKT answers: followed, partly, or not, and then "
        "why."
    )
    add_label = N_("New recommendation")
    row_address = "advice:recommendation"
    order = ("-year", "-number", "-id")
    search = ("text",)
    extra_values = ("year", "number", "addressee", "to_whom", "submitted_on", "has_evidence")
    columns = (
        Column("label", N_("Number"), prepared=True),
        Column(
            "text",
            N_("Recommendation"),
            link=lambda row: url_of("advice:recommendation", row["id"]),
            muted=lambda row: "" if row["has_evidence"] else _("No evidence yet"),
        ),
        Column("for", N_("Addressed to"), prepared=True),
        Column("state", N_("State"), ADVICE.words, tone=lambda row: row["tone"]),
        Column("since", N_("Since"), RECOMMENDATION["text"].words),
        Column(
            "age", N_("Awaiting, days"), number=True, prepared=True, tone=lambda row: row["ageing"]
        ),
    )
    filters = (StateFilter("state", N_("State"), _states),)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.with_evidence(queries.recommendations_visible_to(self.user))

    def get_order(self) -> tuple[str, ...]:
        if self.request.GET.get("state") == queries.AWAITING and not self.sort:
            return ("submitted_on", "year", "number", "id")
        return super().get_order()

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        long = working_rules(self.network).number("advice_days")
        for row in rows:
            age = rules.age_of(row["state"], row["submitted_on"], self.today)
            row |= {
                "label": f"{row['year']}/{row['number']}",
                "for": row["to_whom"] or RECOMMENDATION["addressee"].words(row["addressee"]),
                "tone": ADVICE.states[row["state"]].tone or "plain",
                "age": age,
                "ageing": AGES.get(rules.ageing(age, long), ""),
            }
        return rows

    def get_add_url(self) -> str:
        return reverse("advice:advice_new") if self.may("advice.draft") else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = queries.counts_by_state(self.user)
        awaiting = sum(counts[one] for one in rules.AWAITING)
        tabs = [("", _("All"), sum(counts.values())), (*_states()[0], awaiting)]
        tabs += [(key, word, counts[key]) for key, word in ADVICE.get_choices() if counts[key]]
        return super().get_context_data(**kwargs) | {
            "tabs": tabs,
            "asked": self.request.GET.get("state", ""),
        }


class OfRecommendation(PagePart):
    """A page of one recommendation."""

    file: queries.File
    subject = "key"
    record_page = "advice:recommendation"

    def get_record(self) -> Any:
        row = queries.recommendation_visible_to(self.user, self.kwargs["key"])
        self.file = queries.file_of(row)
        self.quote = row.text
        return row

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("advice:advice"), _("Recommendations"))
        return [listed, (self.get_success_url(), str(self.record))]


class RecommendationPage(OfRecommendation, OfNetwork, Page):
    """A recommendation: its words, evidence and signatures, and every event."""

    template_name = "advice/recommendation.html"
    permissions = ("network.read", "unkt.read")
    parents = ADVICE_LIST

    def get_title(self) -> str:
        return str(self.record.text)

    def get_parents(self) -> list[tuple[str, str]]:
        return Page.get_parents(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file, row = self.file, self.record
        state = ADVICE.states[file.state]
        return super().get_context_data(**kwargs) | {
            "file": file,
            "row": row,
            "state": (_(state.name), state.tone),
            "signatures": [(one, _(dict(SEAT_NAMES)[one.seat])) for one in file.signatures],
            "addressee": row.to_whom or RECOMMENDATION["addressee"].words(row.addressee),
            "age": rules.age_of(file.state, file.submitted_on, self.today),
            "events": [
                {
                    "event": one,
                    "state": ADVICE.words(one.state),
                    "dot": DOTS.get(one.state, ""),
                    "superseded": one.state in rules.ANSWERS and one is not file.events[-1],
                }
                for one in reversed(file.events)
            ],
            "evidence": [
                {"row": one, "kind": _(dict(rules.EVIDENCE)[one.kind]), "url": _page_of(one)}
                for one in file.evidence
            ],
            "gcm": [reference.label("gcm_objective", code) for code in row.gcm],
            "follow_ups": queries.follow_ups_of(row),
            "may": self.what_may_be_done(),
        }

    def what_may_be_done(self) -> dict[str, bool]:
        """Return the buttons: the steps open to this reader, and what belongs to the state."""
        steps = {one.name for one in ADVICE.available(self.user, self.record)}
        signed = self.user.id in self.file.signatories
        is_draft, answered = self.file.state == rules.DRAFT, self.file.answer is not None
        return {
            "file": self.may("network.read"),
            "edit": is_draft and self.may("advice.draft"),
            "sign": "endorse" in steps,
            "submit": "submit" in steps,
            "take_up": "take_up" in steps,
            "answer": rules.FOLLOWED in steps,
            "answer_again": answered,
            "withdraw": "withdraw" in steps,
            "supersede": not is_draft and self.may("advice.draft"),
            "follow_up": answered and self.may("decision.record"),
            "four_eyes": signed and self.may("advice.answer", "advice.record_answer"),
        }


def _page_of(one: Any) -> str:
    if one.kind != "figure":
        return ""
    edition, _slash, number = one.key.partition("/")
    return reverse("reports:figure", args=[edition, number])


class RecommendationNew(NetworkForm, NewForm):
    """Draft a recommendation; with ?after= one that takes the place of another."""

    permissions = ("advice.draft",)
    parents = ADVICE_LIST
    form_class = forms.NewRecommendation
    title, button = N_("New recommendation"), N_("Save the draft")
    lead = N_("Members can see a draft. Once a co-chair has signed it, its text cannot be changed.")
    done = N_("The draft is saved. Add the evidence it is based on.")
    result_page = "advice:recommendation"
    action = staticmethod(actions.draft_recommendation)

    def get_record(self) -> Any:
        before = self.request.GET.get("after") or self.request.POST.get("after")
        if not before:
            return None
        row = queries.recommendation_visible_to(self.user, key_in(before) or UUID(int=0))
        self.quote = _("Takes the place of {number}: {text}").format(number=row, text=row.text)
        return row

    def get_initial(self) -> dict[str, Any]:
        return values_of(self.record, RECOMMENDATION) if self.record else {}

    def get_values(self, form: Any) -> Mapping[str, Any]:
        return {**super().get_values(form), "supersedes": self.record.id if self.record else None}


class RecommendationEdit(OfRecommendation, OfNetwork, EditForm):
    """Change a draft; two editors of one field see both values."""

    permissions = ("advice.draft",)
    table = RECOMMENDATION
    form_class = forms.Recommendation
    title = N_("Change the recommendation")
    done = N_("The draft is saved.")
    action = staticmethod(actions.edit_recommendation)


class EvidenceNew(OfRecommendation, NetworkForm):
    """Choose a piece of evidence: a figure of a report, a finding, a dated fact."""

    permissions = ("advice.draft",)
    form_class = forms.Evidence
    title, button = N_("Name evidence"), N_("Add it")
    lead = N_("It is saved as it is today, so that later readers see what you saw.")
    done = N_("The evidence is added.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the kind, and for a figure its report, before the piece."""
        self.offer()
        if self.kind in self.evidence and (self.kind != "figure" or self.edition):
            return super().get(request, *args, **kwargs)
        kinds = [
            (one, _(word), len(self.evidence[one]))
            for one, word in rules.EVIDENCE
            if self.kind not in self.evidence
        ]
        self.template_name = "advice/evidence.html"
        context = self.get_context_data(kinds=kinds, editions=self.evidence["figure"], form=None)
        return self.render_to_response(context)

    def offer(self) -> None:
        """Set the choices that this user may cite, with the parameters of the URL."""
        self.kind = self.request.POST.get("kind") or self.request.GET.get("kind") or ""
        self.edition = self.request.GET.get("edition", "")
        self.evidence = sources.citable_evidence(self.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        self.offer()
        choices = self.evidence.get(self.kind, [])
        if self.kind == "figure":
            choices = sources.figures_of(self.user, key_in(self.edition) or UUID(int=0))
        return super().get_form_kwargs() | {"offered": choices}

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.kind}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.cite_evidence(self.user, self.record.id, given["kind"], given["key"])


class EvidenceDrop(OfRecommendation, NetworkButton):
    """Take a piece of evidence out of a draft."""

    permissions = ("advice.draft",)
    done = N_("The evidence is taken out.")

    def act(self) -> Any:
        return actions.drop_evidence(self.user, self.record.id, self.kwargs["evidence"])


class StepButton(OfRecommendation, NetworkButton):
    """A step that asks nothing."""

    step = ""

    def check_permission(self) -> None:
        found = ADVICE.transitions[self.step]
        self.permissions, self.done = found.permissions, found.done
        super().check_permission()

    def act(self) -> Any:
        return actions.take_step(self.user, self.record.id, self.step)


class Take(OfRecommendation, StepForm):
    """The form of a step."""

    workflow = ADVICE

    def perform(self, transition: Any, values: Mapping[str, Any]) -> Any:
        return actions.take_step(self.user, self.record.id, transition.name, **values)


class Submit(Take):
    """Record that a recommendation went to the UNKT."""

    step = "submit"
    title = N_("Submit to the UNKT")

    def get_initial(self) -> dict[str, Any]:
        return {"day": self.today}


class Withdraw(Take):
    """Withdraw an unanswered recommendation."""

    step = "withdraw"
    title = N_("Withdraw the recommendation")


class Answer(OfRecommendation, NetworkForm):
    """Record UNKT's decision."""

    permissions = ("advice.answer", "advice.record_answer")
    title, button = N_("The UNKT's answer"), N_("Record the answer")
    lead = N_(
        "The UNKT may follow a recommendation or not. If it does not, it documents why. An "
        "answer cannot be changed; a later answer is shown next to it."
    )
    done = N_("The answer is recorded.")
    action = staticmethod(actions.record_answer)

    def get_form_kwargs(self) -> dict[str, Any]:
        self.table = ANSWER if self.file.answer else ANSWER.without("why")
        return super().get_form_kwargs()


class FollowUp(OfRecommendation, NetworkForm, NewForm):
    """Add an action that carries an answered recommendation on."""

    permissions = ("decision.record",)
    table = FOLLOW_UP
    title, button = N_("Add an action"), N_("Add the action")
    lead = N_("Recommendation, documented answer, action: who does what, until when.")
    done = N_("The action is added to the Network's actions.")
    action = staticmethod(actions.follow_up)

    def get_offers(self) -> dict[str, Any]:
        members = people.members_on(self.network, self.today)
        return {"owner": [(str(one.entity_id), str(one.entity)) for one in members]}
