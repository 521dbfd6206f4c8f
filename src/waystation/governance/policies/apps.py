from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link

APP = "waystation.governance.policies"


class PoliciesConfig(App):
    name = APP
    label = "policies"
    verbose_name = "Policies"
    guide = {"": "policies"}
    navigation = (
        Link("programmes", "policies:home", "doc", _("Policies"), "policy.read", 60),
        Link("programmes", "policies:measures", "check", _("Measures"), "policy.read", 62),
        Link("programmes", "policies:own", "work", _("Our measures"), "policy.answer", 64),
    )
    first_pages = (
        FirstPage(60, "policy.draft", "policies:home"),
        FirstPage(68, "policy.answer", "policies:own"),
    )
    facts = {
        "policies.measures": f"{APP}.facts.MEASURES",
        "policies.comments": f"{APP}.facts.COMMENTS",
        "policies.deliveries": f"{APP}.facts.DELIVERIES",
    }
    record_pages = {
        "policies.Instrument": "policies:instrument",
        "policies.Measure": "policies:measure",
        "policies.GapAssessment": "policies:gap",
        "policies.GoodPractice": "policies:practice",
        "policies.Arrangement": "policies:arrangement",
    }
    searched = ("policies:instruments", "policies:measures")
    guide = {
        "": "policies",
        "policies:measure": "policies#measures",
        "policies:measures": "policies#measures",
        "policies:gap": "policies#standards-and-gap-assessments",
        "policies:gaps": "policies#standards-and-gap-assessments",
        "policies:matrix": "policies#the-mainstreaming-matrix",
        "policies:arrangements": "policies#data-from-authorities",
        "policies:arrangement": "policies#data-from-authorities",
        "policies:practices": "policies#good-practices",
    }
    messages = (f"{APP}.queries.letters.MESSAGES",)
    daily = (f"{APP}.tasks.expect_deliveries",)
    record_panel = f"{APP}.panels.linked_panel"
    outstanding = f"{APP}.queries.due.outstanding"
