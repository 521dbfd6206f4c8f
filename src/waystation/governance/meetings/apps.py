from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class MeetingsConfig(App):
    name = "waystation.governance.meetings"
    label = "meetings"
    verbose_name = "Meetings"
    searched = ("meetings:meetings", "meetings:papers", "meetings:decisions", "meetings:actions")
    guide = {"": "network#the-secretariat", "meetings:invited": "network#an-invitee"}
    navigation = (
        Link("network", "meetings:meetings", "group", _("Meetings"), "network.read", 50),
        Link("network", "meetings:invited", "cal", _("Invitations"), "invitation.read", 60),
    )
    facts = {
        "meetings.meetings": "waystation.governance.meetings.facts.MEETINGS",
        "meetings.decisions": "waystation.governance.meetings.facts.DECISIONS",
        "meetings.actions": "waystation.governance.meetings.facts.ACTIONS",
    }
    record_pages = {
        "meetings.Meeting": "meetings:meeting",
        "meetings.Decision": "meetings:decision",
        "meetings.Action": "meetings:action",
    }
    messages = ("waystation.governance.meetings.queries.letters.MESSAGES",)
    network_duties = ("waystation.governance.meetings.duties.STATUSES",)
    network_due = ("waystation.governance.meetings.due.ITEMS",)
    network_panels = ("waystation.governance.meetings.panels.PANELS",)
    network_reminders = ("waystation.governance.meetings.queries.reminders.SOURCE",)
    daily = ("waystation.governance.meetings.actions.guests.forget_addresses",)
