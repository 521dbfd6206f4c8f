"""One report to UNKT: sections, tasks, the co-chairs' answers, transmission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import Page, PagePart
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.http import (
    NetworkButton,
    NetworkForm,
    OfNetwork,
    StepForm,
)
from waystation.governance.network.queries import people
from waystation.governance.unkt_reports import actions, rules
from waystation.governance.unkt_reports.fields import (
    FREE_SECTION,
    REASON,
    TASK,
    TRANSMISSION,
    WORDS,
)
from waystation.governance.unkt_reports.queries import reports as queries
from waystation.governance.unkt_reports.transitions import APPROVES, DRAFTS, REPORT


class OfReport(PagePart):
    """A page of one report."""

    permissions: tuple[str, ...] = (DRAFTS,)
    subject = "report"
    record_page = "unkt_reports:report"

    def get_record(self) -> Any:
        return queries.report_visible_to(self.user, self.kwargs["report"])

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("unkt_reports:reports"), _("Reports to UNKT"))
        return [listed, (self.get_success_url(), _("Report"))]


class ReportPage(OfReport, OfNetwork, Page):
    """One report: where it stands, its sections, its tasks, the co-chairs' answers."""

    template_name = "unkt_reports/unkt_report.html"
    permissions = (queries.READ, "network.read")

    def get_title(self) -> str:
        return queries.title_of(self.record)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, state = self.record, REPORT.state_of(self.record)
        states = [(_(state.name), state.tone)]
        if rules.punctuality(row.due_on, row.state, self.today) == "late":
            states.append((_("Late"), "r"))
        return super().get_context_data(**kwargs) | {
            "row": row,
            "states": states,
            "way": _(dict(rules.WAYS)[row.way]) if row.way else "",
            "inside": self.may(DRAFTS, APPROVES),
            **self.what_may_be_done(),
            **(self.inner_life() if self.works_on_it() else {}),
        }

    def works_on_it(self) -> bool:
        """Return whether the reader writes or approves reports, or has a task of this one."""
        writes = self.may(DRAFTS, APPROVES)
        return writes or queries.owns_task(self.user, self.record)

    def what_may_be_done(self) -> dict[str, Any]:
        """Return what is open to this reader now, with the forms of it."""
        row = self.record
        steps = {one.name for one in REPORT.available(self.user, row)}
        begun, drafts, frozen = row.report_id is not None, self.may(DRAFTS), bool(row.edition_id)
        transmits = "transmit" in steps and (frozen or row.kind != "quarterly")
        transmits = transmits and (frozen or row.state == "drafting")
        early = rules.refusal_before_end(row.kind, row.ends_on, self.today)
        return {
            "may_draft": drafts,
            "may_begin": drafts and not begun and row.state == "drafting",
            "may_write": drafts and begun and row.state == "drafting",
            "too_early": in_words(early) if early else "",
            "may_publish": row.state == "approved" and not frozen
            and self.may("network_report.transmit"),
            "may_discard": "discard" in steps and row.kind != "on_demand",
            "may_call_back": "call_back" in steps and not frozen,
            "may_transmit": transmits,
            "reason": FieldsForm(table=REASON),
            "free": FieldsForm(table=FREE_SECTION),
            "transmit": FieldsForm(table=TRANSMISSION, offers=_ways(row),
                                     initial={"on": self.today}),
        }  # fmt: skip

    def inner_life(self) -> dict[str, Any]:
        """Return what members of the Network's secretariat and co-chairs see besides."""
        row, begun = self.record, self.record.report_id is not None
        seats = people.seats_of(self.user, self.today)
        answers = queries.answers_of(row)
        given = {one.seat for one in answers if one.round == row.round}
        names = {key: _(name) for key, name in rules.SEAT_NAMES}
        sections = queries.sections_of(row) if begun else []
        written = begun and row.state == "drafting" and self.may(DRAFTS)
        waits = row.state == "approval"
        asked = queries.approving_seats(row, self.today) if waits else []
        return {
            "sections": sections,
            "missing": [in_words(one) for one in queries.refusals_of(row, sections)]
            if written
            else [],
            "tasks": [
                {
                    "task": one,
                    "title": _(one.title),
                    "late": row.state not in rules.OVER and one.is_late(self.today),
                    "may_finish": self.may(DRAFTS) or one.owner_id == self.user.id,
                }
                for one in queries.tasks_of(row)
            ],
            "answers": [{"given": one, "seat": names[one.seat]} for one in answers],
            "waiting": [names[one] for one in asked if one not in given],
            "may_answer": waits and bool(seats - given) and self.may(APPROVES),
        }


def _ways(row: Any) -> dict[str, Any]:
    offered = [(key, _(word)) for key, word in rules.WAYS]
    return {"way": [one for one in offered if one[0] != "oral" or row.kind != "quarterly"]}


class ReportButton(OfReport, NetworkButton):
    """A button on the page of a report."""


class BeginAnswer(ReportButton):
    """Begin the answer to what UNKT asked."""

    done = N_("Write the answer below.")
    action = staticmethod(actions.begin_answer)


class Send(ReportButton):
    """Send a draft to the co-chairs."""

    done = REPORT.transitions["send"].done
    action = staticmethod(actions.send_to_co_chairs)


class Publish(ReportButton):
    """Freeze an approved report as an edition."""

    permissions = ("network_report.transmit",)
    done = N_("Frozen. From now on this edition does not change.")
    action = staticmethod(actions.publish_report)


class Words(OfReport, OfNetwork, EditForm):
    """Write words into a section, or say why it is empty."""

    template_name = "network/act.html"
    table = WORDS
    button, done = N_("Save"), N_("Saved.")
    lead = N_("Everybody who reads the report will see this: members and UNKT.")

    def get_record(self) -> Any:
        row = super().get_record()
        known = {one.key: one for one in row.outline}
        if self.kwargs["section"] not in known:
            raise NotSeen(N_("This report has no such section."), code="section_unknown")
        self.section = known[self.kwargs["section"]]
        self.paragraph = self.section.paragraph
        return row

    def get_title(self) -> str:
        return _(self.section.title)

    def before(self) -> dict[str, Any]:
        return queries.words_of(self.record, self.section.key)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        key, section = self.record.id, self.section.key
        return actions.write_section(self.user, key, section, seen=seen, **proposed)


class FreeSection(OfReport, NetworkForm):
    """Add a section of one's own."""

    http_method_names = ["post"]
    table = FREE_SECTION
    title, button = N_("Add a section"), N_("Add")
    lead = N_("The report may say more than the two mandatory matters, never less.")
    paragraph = "96"
    done = N_("The section comes before the register of figures.")
    action = staticmethod(actions.add_free_section)


class Task(OfReport, NetworkForm):
    """Mark a task as done, or give it to somebody with a day."""

    permissions = (DRAFTS, "network.read")
    table = TASK
    button = N_("Save")

    def get_record(self) -> Any:
        row = super().get_record()
        self.task = next(
            (one for one in queries.tasks_of(row) if one.key == self.kwargs["task"]), None
        )
        return row

    def check_permission(self) -> None:
        super().check_permission()
        if self.task is None:
            raise NotSeen(N_("There is no such task."), code="task_unknown")
        if self.request.method != "POST" or not {"done", "open"} & set(self.request.POST):
            # An owner only says that it is done.
            access.require(self.user, DRAFTS, self.record.office_id)

    def get_title(self) -> str:
        return _(self.task.title)  # type: ignore[union-attr]

    def get_offers(self) -> dict[str, Any]:
        people_of_network = queries.owners_of_tasks(self.network)
        return {"owner": [(str(key), name) for key, name in people_of_network.items()]}

    def get_initial(self) -> dict[str, Any]:
        return {"owner": str(self.task.owner_id), "due_on": self.task.due_on}  # type: ignore[union-attr]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not {"done", "open"} & set(request.POST):
            return super().post(request, *args, **kwargs)
        done = "done" in request.POST
        actions.finish_task(self.user, self.record.id, self.kwargs["task"], done=done)
        messages.success(request, _("Marked as done.") if done else _("Open again."))
        return HttpResponse(status=302, headers={"Location": self.get_success_url()})

    def act(self, form: Any) -> Any:
        owner, due_on = key_in(form.values["owner"]), form.values["due_on"]
        return actions.give_task(self.user, self.record.id, self.kwargs["task"], owner, due_on)


class CallBack(OfReport, NetworkForm):
    """Take a report back from the co-chairs."""

    http_method_names = ["post"]
    table = REASON
    title = button = N_("Take it back")
    done = REPORT.transitions["call_back"].done
    action = staticmethod(actions.call_back)


class Discard(OfReport, StepForm):
    """Discard a draft that was begun by mistake."""

    workflow = REPORT
    step = "discard"

    def perform(self, transition: Any, values: Mapping[str, Any]) -> Any:
        return actions.discard_report(self.user, self.record.id, **values)


class Answer(OfReport, NetworkForm):
    """Approve as a co-chair, or refuse with a reason."""

    http_method_names = ["post"]
    permissions = (APPROVES,)
    template_name = "unkt_reports/answer.html"
    table = REASON
    title = N_("Your answer as a co-chair")
    working_rule = "A-14"

    def act(self, form: Any) -> Any:
        approves = "approve" in self.request.POST
        self.done = N_("You have approved.") if approves else N_(
            "Your refusal is shown with the report."
        )  # fmt: skip
        return actions.answer_report(self.user, self.record.id, approves, **form.values)


class Transmit(OfReport, NetworkForm):
    """Record that UNKT got it."""

    http_method_names = ["post"]
    permissions = ("network_report.transmit",)
    table = TRANSMISSION
    title, button = N_("Transmission to UNKT"), N_("Record the transmission")
    done = REPORT.transitions["transmit"].done
    action = staticmethod(actions.transmit_report)

    def get_offers(self) -> dict[str, Any]:
        return _ways(self.record)
