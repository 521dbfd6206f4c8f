"""The pages of one meeting: planning it, its record, and the actions on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import Permitted
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.read_once import read_once
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import ATTENDANCE, ITEM, MEETING, NOTICE
from waystation.governance.meetings.http import NetworkForm, NewRecord
from waystation.governance.meetings.queries import calendars, decisions, files, guests, papers
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries import minutes as minutes_queries
from waystation.governance.meetings.queries.deliveries import unreached_of
from waystation.governance.meetings.rules.agenda import part_of
from waystation.governance.meetings.rules.files import percent
from waystation.governance.meetings.rules.kinds import NOTICES
from waystation.governance.meetings.rules.meetings import signatures_missing
from waystation.governance.meetings.transitions import (
    ACTION_WORKFLOW,
    ITEM_WORKFLOW,
    MEETING_WORKFLOW,
    MINUTES_WORKFLOW,
    OPEN,
    SIGNED,
    UNDER_WAY,
)
from waystation.governance.network.http import StepForm
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import working_rules

from .base import (
    MEETINGS,
    PREPARES,
    PREPARES_OR_CONVENES,
    MeetingButton,
    MeetingForm,
    MeetingPage,
    OfMeeting,
    seats_in_words,
)


class MeetingDetail(MeetingPage):
    """One meeting with all of it that exists for the reader."""

    template_name = "meetings/meeting.html"

    @read_once()
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.get_context_data(**kwargs))

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, reader = self.record, self.reader
        filed = papers.papers_of(self.user, found.id)
        parts = self.get_agenda() | self.get_outcome() | self.get_notice()
        return (
            super().get_context_data(**kwargs)
            | parts
            | {
                "meeting": found,
                "kind": MEETING["kind"].words(found.kind),
                "state": MEETING_WORKFLOW.words(found.state),
                "tone": MEETING_WORKFLOW.state_of(found).tone,
                "categories": [queries.category_label(one) for one in found.categories.split()],
                "papers": filed,
                "contributions": minutes_queries.each_of(found.id, filed),
                "guests": guests.invitees_of(reader, found.id),
                "poll": queries.poll_of(reader, found.id),
                "days": queries.deadlines_of(found, working_rules(reader.network)),
                "percent": percent(files.pieces_of(reader.network, "meeting", found.id)),
                "closed": files.closing_of(reader.network, "meeting", found.id),
                "may_prepare": self.may("meeting.prepare"),
                "may_convene": bool(reader.seats()),
                "may_record": self.may("decision.record"),
                "may_ask": bool(reader.seats()) and self.may("invitee.ask"),
                "steps": {one.name for one in MEETING_WORKFLOW.available(self.user, found)},
                "open": found.state in OPEN,
                "under_way": found.state in UNDER_WAY,
                "begun": found.state in UNDER_WAY and found.starts_at <= now(),
            }
        )

    def get_agenda(self) -> dict[str, Any]:
        lines: list[dict[str, Any]] = [
            {
                "item": one,
                "purpose": ITEM["purpose"].words(one.purpose),
                "state": ITEM_WORKFLOW.words(one.state),
            }
            for one in queries.items_of(self.reader, self.record.id)
        ]
        agenda = [line for line in lines if line["item"].state == "accepted"]
        part = None
        for line in agenda:
            before, part = part, part_of(line["item"].access_class, self.record.kind)
            line["first"] = part != before
        timed = [line["item"] for line in agenda if line["item"].starts_at]
        return {
            "agenda": agenda,
            "has_times": bool(timed),
            "agenda_ends": timed[-1].ends_at if timed else None,
            "others": [line for line in lines if line["item"].state != "accepted"],
            "minutes_planned": sum(line["item"].minutes for line in agenda),
            "call": (call := queries.call_of(self.record.id)),
            "may_call": not call and self.record.starts_at > now(),
        }

    def get_notice(self) -> dict[str, Any]:
        key, network = self.record.id, self.reader.network
        convening = working_rules(network).text("convening")
        signed = list(self.record.signatures.values_list("seat_key", flat=True))
        left = signatures_missing(convening, signed) if convening == "all" else []
        return {
            "chairs": self.get_chairs() if self.record.state in OPEN else [],
            "signed": seats_in_words(signed),
            "still_to_sign": seats_in_words(left),
            "mails": queries.mails_of(key) if self.may("meeting.prepare") else [],
            "notices": [
                {**one, "word": _(dict(NOTICES)[one["kind"]])} for one in queries.notices_of(key)
            ],
        }

    def get_chairs(self) -> list[dict[str, Any]]:
        """Return who may preside, for users who record it."""
        if not (self.may("meeting.prepare") or self.reader.seats()):
            return []
        sitting = people.incumbents(self.reader.network, queries.day_of(self.record))
        return [
            {"id": key, "full_name": name}
            for key, name in sitting.values_list("user_id", "user__full_name")
        ]

    def get_outcome(self) -> dict[str, Any]:
        key = self.record.id
        decided, agreed = decisions.matters_of(self.user, key)
        latest = minutes_queries.latest_version(self.reader, self.record)
        return {
            "decisions": decided,
            "actions": [
                {
                    "action": one,
                    "state": ACTION_WORKFLOW.words(one.state),
                    "late": decisions.is_late(one.state, one.due_on, self.reader.today),
                }
                for one in agreed
            ],
            "came": [
                {"one": one, "state": ATTENDANCE["state"].words(one.state)}
                for one in queries.attendance_of(key)
            ],
            "unreached": sum(unreached_of(key).values()) if self.may("meeting.prepare") else 0,
            "latest_minutes": latest,
            "latest_state": MINUTES_WORKFLOW.words(latest.state) if latest else "",
        }


class MeetingNew(NetworkForm):
    """Plan a meeting."""

    permissions = PREPARES
    parents = MEETINGS
    form_class, table = NewRecord, MEETING
    title, button = N_("Plan a meeting"), N_("Save the plan")
    lead = N_("Planning does not convene the meeting. A co-chair issues the notice.")
    done = N_("The meeting is planned. A co-chair convenes it once it has an agenda.")
    paragraph = "94 118"
    action = staticmethod(actions.meetings.plan_meeting)
    result_page = "meetings:meeting"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"kind": self.request.GET.get("kind", "regular")}


class MeetingEdit(OfMeeting, EditForm):
    """Edit a meeting; once convened, a co-chair moves it and everybody is notified."""

    template_name = "network/act.html"
    permissions = PREPARES_OR_CONVENES
    table = MEETING
    title, button = N_("Change the meeting"), N_("Save the change")
    action = staticmethod(actions.meetings.change_meeting)

    def get_lead(self) -> str:
        text = _("Everybody who was invited receives the new time.")
        return text if self.record.convened_at else ""

    def before(self) -> dict[str, Any]:
        return actions.meetings.values_of(self.record)


class MeetingConvene(MeetingForm):
    """Issue the convening notice: a co-chair's own act."""

    template_name = "meetings/convene.html"
    permissions, table = ("meeting.convene",), NOTICE
    step = MEETING_WORKFLOW.transitions["convene"]
    title, button, lead, done = N_("Convene the meeting"), step.button, step.lead, step.done
    paragraph, working_rule = step.paragraph, "A-03"
    action = staticmethod(actions.meetings.convene_meeting)

    def act(self, form: Any) -> Any:
        meeting = super().act(form)
        self.done = self.done if meeting.convened_at else SIGNED
        return meeting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = queries.items_of(self.reader, self.record.id)
        items = [one for one in found if one.state == "accepted"]
        return super().get_context_data(**kwargs) | {"meeting": self.record, "items": items}


class MeetingCancel(OfMeeting, StepForm):
    """Cancel a meeting with a reason."""

    workflow = MEETING_WORKFLOW
    step = "cancel"

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.meetings.cancel_meeting(self.user, self.record.id, **values)


meeting_hold = MeetingButton.as_view(
    permissions=PREPARES,
    action=actions.meetings.hold_meeting,
    done=MEETING_WORKFLOW.transitions["hold"].done,
)


class MeetingPresiding(MeetingButton):
    """Say which co-chair presides."""

    permissions = PREPARES_OR_CONVENES
    done = N_("It is recorded who presides.")
    action = staticmethod(actions.meetings.name_presiding)

    def get_values(self) -> dict[str, Any]:
        return {"person": key_in(self.request.POST.get("presiding", ""))}


class MeetingInvitation(OfMeeting, Permitted):
    """Download the meeting as a calendar file for the reader."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = calendars.invitation_for(self.user, self.record.id, now())
        return as_download(text, "meeting.ics")
