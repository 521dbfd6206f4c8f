from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link


class NetworkConfig(App):
    name = "waystation.governance.network"
    label = "network"
    verbose_name = "UN Network on Migration"
    guide = {
        "": "network",
        "network:desk": "network#the-secretariat",
        "network:chair": "network#a-co-chair",
        "network:mine": "network#a-member",
        "network:unkt": "network#a-reader-at-unkt",
    }
    navigation = (
        Link("network", "network:desk", "home", _("Secretariat"), "member.manage", 10),
        Link("network", "network:chair", "check", _("Co-chair"), "meeting.convene", 20),
        Link("network", "network:mine", "people", _("My entity"), "entity.represent", 30),
        Link("network", "network:unkt", "doc", _("UNKT"), "unkt.read", 40),
        Link(
            "records",
            "network:registers",
            "list",
            _("Registers of the Network"),
            "network.read",
            110,
        ),
        Link(
            "records",
            "network:members",
            "people",
            _("Members and seats"),
            "network.read",
            130,
        ),
        Link(
            "records",
            "network:keeping",
            "shield",
            _("Compliance with the Terms of Reference"),
            "terms.read",
            140,
        ),
    )
    first_pages = (
        FirstPage(30, "member.manage", "network:desk"),
        FirstPage(40, "meeting.convene", "network:chair"),
        FirstPage(50, "entity.represent", "network:mine"),
        FirstPage(60, "unkt.read", "network:unkt"),
    )
    rule_pages = {"paragraph": "network:terms", "working_rule": "network:working_rules"}
    messages = ("waystation.governance.network.queries.reminders.MESSAGES",)
    network_duties = (
        "waystation.governance.network.duties.members.STATUSES",
        "waystation.governance.network.duties.registers.STATUSES",
    )
    network_due = (
        "waystation.governance.network.duties.members.ITEMS",
        "waystation.governance.network.duties.registers.ITEMS",
    )
    outstanding = "waystation.governance.network.due.everything.outstanding"
    network_panels = ("waystation.governance.network.panels.members.PANELS",)
    network_reminders = ("waystation.governance.network.queries.reminders.SOURCE",)
    daily = ("waystation.governance.network.tasks.remind",)
