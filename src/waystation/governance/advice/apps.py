from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class AdviceConfig(App):
    name = "waystation.governance.advice"
    label = "advice"
    verbose_name = "Recommendations"
    searched = ("advice:advice",)
    guide = {"": "network#the-secretariat"}
    navigation = (Link("network", "advice:advice", "doc", _("Recommendations"), "terms.read", 80),)
    facts = {
        "advice.answers": "waystation.governance.advice.facts.ANSWERS_OF_UNKT",
    }
    record_pages = {
        "advice.Recommendation": "advice:recommendation",
    }
    network_duties = ("waystation.governance.advice.duties.STATUSES",)
    network_due = ("waystation.governance.advice.duties.ITEMS",)
    network_panels = ("waystation.governance.advice.panels.PANELS",)
    network_files = ("waystation.governance.advice.queries.files.FILES",)
