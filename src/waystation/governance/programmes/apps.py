from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link


class ProgrammesConfig(App):
    name = "waystation.governance.programmes"
    label = "programmes"
    verbose_name = "Programmes"
    guide = {"": "programme-manager#programmes"}
    navigation = (
        Link("programmes", "programmes:home", "list", _("Programmes"), "programme.read", 12),
        Link("programmes", "programmes:coverage", "target", _("Coverage"), "programme.read", 14),
    )
    first_pages = (FirstPage(15, "programme.record", "programmes:home"),)
    record_pages = {"programmes.Programme": "programmes:programme"}
    facts = {"programmes.support": "waystation.governance.programmes.facts.SUPPORT"}
    outstanding = "waystation.governance.programmes.queries.due.outstanding"
