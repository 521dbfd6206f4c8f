from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class ResultsConfig(App):
    name = "waystation.governance.results"
    label = "results"
    verbose_name = "Results"
    searched = ("results:indicators",)
    guide = {
        "": "analyst#indicators-and-dashboards",
        "results:dashboard": "programme-manager#what-happened-this-month",
    }
    navigation = (
        Link("evidence", "results:dashboard", "chart", _("Dashboard"), "indicator.read", 30),
        Link("evidence", "results:indicators", "target", _("Indicators"), "indicator.read", 40),
        Link("evidence", "results:requests", "send", _("Figures of partners"), "report.draft", 45),
    )
    messages = ("waystation.governance.results.queries.letters.MESSAGES",)
    daily = ("waystation.governance.results.actions.remind_partners",)
    record_pages = {"results.PartnerRequest": "results:request"}
    outstanding = "waystation.governance.results.queries.outstanding"
    verifiers = {"Facts": "waystation.governance.results.queries.verified_facts"}
