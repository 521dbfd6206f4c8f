from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class KnowledgeConfig(App):
    name = "waystation.governance.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"
    searched = (
        ("knowledge:entries", "library"),
        ("knowledge:entries", "norms"),
        ("knowledge:entries", "facts"),
    )
    guide = {"": "network#the-secretariat"}
    navigation = (
        Link("records", "knowledge:library", "search", _("Library"), "knowledge.read", 120),
    )
