from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class UnktReportsConfig(App):
    name = "waystation.governance.unkt_reports"
    label = "unkt_reports"
    verbose_name = "Reports to UNKT"
    guide = {"": "network#the-secretariat"}
    navigation = (
        Link("network", "unkt_reports:reports", "doc", _("Reports to UNKT"), "unkt.read", 90),
    )
    report_sections = "waystation.governance.unkt_reports.queries.sections.section"
    report_guard = "waystation.governance.unkt_reports.queries.reports.refusal_of_act"
    messages = ("waystation.governance.unkt_reports.queries.reminders.MESSAGES",)
    network_duties = ("waystation.governance.unkt_reports.duties.STATUSES",)
    network_due = ("waystation.governance.unkt_reports.duties.ITEMS",)
    network_panels = ("waystation.governance.unkt_reports.panels.PANELS",)
    network_reminders = ("waystation.governance.unkt_reports.queries.reminders.SOURCE",)
    network_files = ("waystation.governance.unkt_reports.queries.files.FILES",)
    outstanding = "waystation.governance.unkt_reports.queries.tasks.outstanding"
