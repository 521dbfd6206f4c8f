from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class FactsheetsConfig(App):
    name = "waystation.registry.factsheets"
    label = "factsheets"
    verbose_name = "Fact sheets"
    searched = ("factsheets:sheets",)
    guide = {"": "counsellor#fact-sheets"}
    navigation = (
        Link("information", "factsheets:sheets", "doc", _("Fact sheets"), "factsheet.read", 32),
    )
    record_pages = {"factsheets.Edition": "factsheets:edition"}
