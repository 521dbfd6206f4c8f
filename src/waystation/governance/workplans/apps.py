from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class WorkplansConfig(App):
    name = "waystation.governance.workplans"
    label = "workplans"
    verbose_name = "Work plans"
    searched = ("workplans:commitments",)
    guide = {"": "network#the-secretariat"}
    navigation = (Link("network", "workplans:plans", "target", _("Work plan"), "network.read", 70),)
    network_duties = ("waystation.governance.workplans.duties.STATUSES",)
    network_due = ("waystation.governance.workplans.duties.ITEMS",)
    network_panels = ("waystation.governance.workplans.panels.PANELS",)
    outstanding = "waystation.governance.workplans.queries.commitments.outstanding"
    record_pages = {
        "workplans.WorkPlan": "workplans:plan",
        "workplans.Activity": "workplans:activity",
        "workplans.Commitment": "workplans:commitment",
        "workplans.Review": "workplans:review",
    }
    member_activities = ("waystation.governance.workplans.queries.plans.parts_of_members",)
