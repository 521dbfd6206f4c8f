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
        Link("network", "network:plans", "target", _("Work plan"), "network.read", 70),
        Link("network", "network:advice", "doc", _("Advice"), "unkt.read", 80),
        Link("network", "network:reports", "doc", _("Reports to UNKT"), "unkt.read", 90),
        Link("network", "network:statements", "group", _("Joint statements"), "network.read", 100),
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
    facts = {
        "network.meetings": "waystation.governance.network.facts.MEETINGS",
        "network.decisions": "waystation.governance.network.facts.DECISIONS",
        "network.actions": "waystation.governance.network.facts.ACTIONS",
        "network.answers": "waystation.governance.network.facts.ANSWERS_OF_UNKT",
    }
    record_pages = {
        "network.Meeting": "network:meeting",
        "network.Decision": "network:decision",
        "network.Action": "network:action",
        "network.Recommendation": "network:recommendation",
    }
    rule_pages = {"paragraph": "network:terms", "house_rule": "network:house_rules"}
    report_sections = "waystation.governance.network.queries.sections.section"
    report_guard = "waystation.governance.network.queries.reports.refusal_of_act"
    tasks = {"network.mail": "waystation.governance.network.tasks.mail"}
    daily = (
        "waystation.governance.network.tasks.remind",
        "waystation.governance.network.tasks.forget_addresses",
    )
