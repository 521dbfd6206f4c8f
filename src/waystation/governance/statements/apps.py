from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class StatementsConfig(App):
    name = "waystation.governance.statements"
    label = "statements"
    verbose_name = "Joint statements"
    searched = ("statements:statements",)
    guide = {"": "network#the-secretariat"}
    navigation = (
        Link(
            "records",
            "statements:statements",
            "group",
            _("Joint statements"),
            "network.read",
            100,
        ),
    )
    messages = ("waystation.governance.statements.queries.MESSAGES",)
    network_duties = ("waystation.governance.statements.duties.STATUSES",)
    network_due = ("waystation.governance.statements.due.ITEMS",)
    network_panels = ("waystation.governance.statements.panels.PANELS",)
