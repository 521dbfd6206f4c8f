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
        Link("knowledge", "knowledge:library", "search", _("Library"), "knowledge.read", 120),
        Link("knowledge", "knowledge:check", "check", _("Check a text"), "report.read", 55),
        Link("knowledge", "knowledge:all_series", "chart", _("Series over time"),
             "knowledge.read", 56),
        Link("knowledge", "knowledge:texts", "doc", _("Figures in texts"), "knowledge.read", 57),
        Link("knowledge", "knowledge:profile", "globe", _("Migration profile"),
             "knowledge.read", 58),
    )  # fmt: skip
    facts = {"knowledge.uses": "waystation.governance.knowledge.facts.FINDING_USES"}
    outstanding = "waystation.governance.knowledge.due.outstanding"
    organisation_panel = "waystation.governance.knowledge.panels.facts_of_organisation"
    verifiers = {"Migration profile": "waystation.governance.knowledge.queries.verified_profiles"}
