from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link


class ResultsConfig(App):
    name = "waystation.governance.results"
    label = "results"
    verbose_name = "Results"
    navigation = (
        Link("evidence", "results:dashboard", "chart", _("Dashboards"), "indicator.read", 30),
        Link("evidence", "results:indicators", "target", _("Indicators"), "indicator.read", 40),
        Link("evidence", "results:reports", "doc", _("Reports"), "report.read", 50),
    )
    first_pages = (FirstPage(70, "report.read", "results:reports"),)
    outstanding = "waystation.governance.results.queries.outstanding"
    snapshots_named = "waystation.governance.results.queries.snapshots_named"
    tasks = {"report.publish": "waystation.governance.results.tasks.publish"}
    verifiers = {
        "Facts": "waystation.governance.results.queries.verified_facts",
        "Report editions": "waystation.governance.results.queries.verified_editions",
    }
