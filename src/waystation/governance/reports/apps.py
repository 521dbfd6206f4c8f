from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class ReportsConfig(App):
    name = "waystation.governance.reports"
    label = "reports"
    verbose_name = "Reports"
    searched = ("reports:reports",)
    guide = {"": "programme-manager#reports"}
    navigation = (Link("evidence", "reports:reports", "doc", _("Reports"), "report.read", 50),)
    snapshots_named = "waystation.governance.reports.queries.snapshots_named"
    tasks = {"report.publish": "waystation.governance.reports.tasks.publish"}
    task_names = {"report.publish": _("Publishing a report")}
    verifiers = {"Report editions": "waystation.governance.reports.queries.verified_editions"}
