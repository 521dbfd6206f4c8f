from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class FactsheetsConfig(App):
    name = "waystation.registry.factsheets"
    label = "factsheets"
    verbose_name = "Fact sheets"
    searched = ("factsheets:sheets", "factsheets:translations")
    outstanding = "waystation.registry.factsheets.queries.outstanding"
    guide = {"": "counsellor#fact-sheets"}
    navigation = (
        Link("information", "factsheets:sheets", "doc", _("Fact sheets"), "factsheet.read", 32),
        Link(
            "information",
            "factsheets:translations",
            "doc",
            _("Translations of fact sheets"),
            "factsheet.read",
            33,
        ),
    )
    record_pages = {"factsheets.Edition": "factsheets:edition"}
