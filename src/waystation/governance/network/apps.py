from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link


class NetworkConfig(App):
    name = "waystation.governance.network"
    label = "network"
    verbose_name = "UN Network on Migration"
    navigation = (
        Link("network", "network:desk", "home", _("Secretariat"), "member.manage", 10),
        Link("network", "network:chair", "check", _("Co-chair"), "meeting.convene", 20),
        Link("network", "network:mine", "people", _("My entity"), "seat.decline", 30),
        Link("network", "network:unkt", "doc", _("UNKT"), "unkt.read", 40),
        Link("network", "network:meetings", "group", _("Meetings"), "network.read", 50),
        Link("network", "network:invited", "cal", _("Invitations"), "invitation.read", 60),
        Link("network", "network:registers", "list", _("Registers"), "network.read", 110),
        Link("network", "network:members", "people", _("Members and seats"), "network.read", 130),
        Link(
            "network", "network:keeping", "shield", _("Our Terms of Reference"), "terms.read", 140
        ),
    )
    first_pages = (
        FirstPage(30, "member.manage", "network:desk"),
        FirstPage(40, "meeting.convene", "network:chair"),
        FirstPage(50, "seat.decline", "network:mine"),
        FirstPage(60, "unkt.read", "network:unkt"),
    )
    rule_pages = {"paragraph": "network:terms", "house_rule": "network:house_rules"}
    facts = {
        "network.meetings": "waystation.governance.network.facts.meetings.MEETINGS",
        "network.decisions": "waystation.governance.network.facts.meetings.DECISIONS",
        "network.actions": "waystation.governance.network.facts.meetings.ACTIONS",
    }
    record_pages = {
        "network.Meeting": "network:meeting",
        "network.Decision": "network:decision",
        "network.Action": "network:action",
    }
    messages = (
        "waystation.governance.network.queries.reminders.MESSAGES",
        "waystation.governance.network.queries.letters.MESSAGES",
    )
    network_duties = (
        "waystation.governance.network.keeping.members.STATUSES",
        "waystation.governance.network.keeping.registers.STATUSES",
        "waystation.governance.network.keeping.meetings.STATUSES",
    )
    network_due = (
        "waystation.governance.network.due.members.ITEMS",
        "waystation.governance.network.due.registers.ITEMS",
        "waystation.governance.network.due.meetings.ITEMS",
    )
    network_panels = (
        "waystation.governance.network.panels.members.PANELS",
        "waystation.governance.network.panels.meetings.PANELS",
    )
    network_reminders = (
        "waystation.governance.network.queries.reminders.SOURCE",
        "waystation.governance.network.queries.action_reminders.SOURCE",
    )
    daily = (
        "waystation.governance.network.tasks.remind",
        "waystation.governance.network.meeting_tasks.forget_addresses",
    )
