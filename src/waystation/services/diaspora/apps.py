from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class DiasporaConfig(App):
    name = "waystation.services.diaspora"
    label = "diaspora"
    verbose_name = "Diaspora"
    guide = {"": "mobility#diaspora"}
    navigation = (
        Link("mobility", "diaspora:members", "group", _("Diaspora"), "diaspora.read", 44),
    )
    facts = {
        "diaspora.members": "waystation.services.diaspora.facts.MEMBERS",
        "diaspora.answers": "waystation.services.diaspora.facts.ANSWERS",
        "diaspora.contributions": "waystation.services.diaspora.facts.CONTRIBUTIONS",
    }
    record_pages = {
        "diaspora.Member": "diaspora:member",
        "diaspora.Call": "diaspora:call",
        "diaspora.Contribution": "diaspora:contribution",
        "diaspora.Mapping": "diaspora:mapping",
    }
    messages = ("waystation.services.diaspora.queries.letters.MESSAGES",)
    outstanding = "waystation.services.diaspora.queries.outstanding"
