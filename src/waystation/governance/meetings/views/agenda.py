"""Pages and buttons of an agenda, its poll and its contributions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Permitted
from waystation.foundation.pages.downloads import report_as_download
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import (
    CONTRIBUTION,
    DEFERRAL,
    ITEM,
    ITEM_OF_ANOTHER,
    POLL,
)
from waystation.governance.meetings.http import Choices, NewRecord
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries.agenda import agenda_document
from waystation.governance.meetings.rules.agenda import who_accepts
from waystation.governance.meetings.transitions import ITEM_WORKFLOW, OPEN
from waystation.governance.network.queries import people

from .base import (
    PREPARES,
    PREPARES_OR_CONVENES,
    MeetingButton,
    MeetingForm,
    OfMeeting,
    items_offered,
)

call = MeetingButton.as_view(
    permissions=PREPARES,
    action=actions.agenda.call_for_papers,
    done=N_("The members are informed by e-mail, with both deadlines."),
)
draft = MeetingButton.as_view(
    permissions=PREPARES,
    action=actions.agenda.draft_agenda,
    done=N_("Unfinished actions are proposed for the agenda."),
)
item_accept = MeetingButton.as_view(
    permissions=PREPARES_OR_CONVENES,
    subject="item_id",
    action=actions.agenda.accept_item,
    done=ITEM_WORKFLOW.transitions["accept"].done,
)


class AgendaFile(OfMeeting, Permitted):
    """The agenda as a Word or PDF file: items of open classes only, for whoever reads it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = slugify(f"{_('Agenda')} {self.record.title}")
        return report_as_download(agenda_document(self.record), name, kwargs["kind"])


class ItemMove(MeetingButton):
    """Move an item up or down."""

    permissions = PREPARES_OR_CONVENES
    subject = "item_id"
    done = N_("The agenda has a new order.")
    action = staticmethod(actions.agenda.move_item)

    def get_values(self) -> dict[str, Any]:
        return {"up": self.request.POST.get("where") == "up"}


class ItemNew(MeetingForm):
    """Propose an item."""

    permissions = ("agenda.propose",)
    form_class, table = NewRecord, ITEM
    title, button = N_("Propose an item"), N_("Propose it")
    paragraph = "104"
    action = staticmethod(actions.agenda.propose_item)

    @cached_property
    def has_entity(self) -> bool:
        """Return whether the item can be of the user's own entity."""
        return people.entity_of(self.user, self.reader.today) is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        table = ITEM if self.has_entity else ITEM_OF_ANOTHER
        return super().get_form_kwargs() | {"table": table}

    def act(self, form: Any) -> Any:
        item = super().act(form)
        self.done = who_accepts(item.access_class)
        return item

    def get_offers(self) -> dict[str, Choices]:
        leads = any(self.may(one) for one in PREPARES_OR_CONVENES)
        return {
            "owner": [
                ("", _("My own entity") if self.has_entity else "–"),
                *(queries.who_may_own(self.reader) if leads else ()),
            ]
        }


class ItemDefer(MeetingForm):
    """Defer an item with a reason."""

    permissions = PREPARES_OR_CONVENES
    subject = "item_id"
    table = DEFERRAL
    step = ITEM_WORKFLOW.transitions["defer"]
    title, button, done, paragraph = N_("Defer an item"), step.button, step.done, step.paragraph
    action = staticmethod(actions.agenda.defer_item)

    def get_offers(self) -> dict[str, Choices]:
        rows = queries.meetings_visible_to(self.user).filter(state__in=OPEN)
        later = rows.exclude(id=self.record.id).order_by("-starts_at", "-id")[:20]
        return {"to": [("", "–"), *((one.id, one.title) for one in later)]}


class PollNew(MeetingForm):
    """Ask the members when they could meet."""

    permissions = PREPARES
    table = POLL
    title, button = N_("Ask when the members could meet"), N_("Ask them")
    lead = N_("The answers decide nothing: a co-chair convenes.")
    done = N_("The members see the question on the meeting's page.")
    paragraph = "102"

    def act(self, form: Any) -> Any:
        values = dict(form.values)
        closes_on = values.pop("closes_on")
        options = [moment for moment in values.values() if moment]
        return actions.attendance.open_poll(self.user, self.record.id, options, closes_on)


class PollAnswer(MeetingButton):
    """Answer for the reader's entity."""

    permissions = ("meeting.answer",)
    subject = "poll_id"
    done = N_("Your entity's answer is recorded.")
    action = staticmethod(actions.attendance.answer_poll)

    def get_values(self) -> dict[str, Any]:
        answers: dict[UUID, str] = {}
        for name, value in self.request.POST.items():
            if name.startswith("option-") and value:
                try:
                    answers[UUID(name.removeprefix("option-"))] = str(value)
                except ValueError:
                    continue
        return {"answers": answers}


class ContributionNew(MeetingForm):
    """Keep what an entity contributed."""

    permissions = PREPARES
    table = CONTRIBUTION
    title, button = N_("Record a contribution"), N_("Record it")
    done = N_("The contribution is recorded.")
    paragraph = "111"
    action = staticmethod(actions.attendance.record_contribution)

    def get_offers(self) -> dict[str, Choices]:
        items = items_offered(self.reader, self.record.id)
        return {"entity": [("", "–"), *queries.who_may_own(self.reader)], "item": items}
