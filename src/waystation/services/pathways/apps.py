from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, PersonLink


class PathwaysConfig(App):
    name = "waystation.services.pathways"
    label = "pathways"
    verbose_name = "Pathways and partnerships"
    searched = ("pathways:pathways", "pathways:partnerships")
    guide = {"": "pathways"}
    navigation = (
        Link("mobility", "pathways:pathways", "send", _("Pathways"), "pathway.read", 34),
        Link(
            "mobility", "pathways:partnerships", "group", _("Skills partnerships"),
            "partnership.read", 36,
        ),
        Link(
            "mobility", "pathways:registers", "list", _("Arrangements and quotas"),
            "pathway.read", 38,
        ),
    )  # fmt: skip
    person_links = (
        PersonLink("pathways:person", _("Pathways"), "mobility.read", in_path=True, tab=True),
    )
    facts = {
        "pathways.assessments": "waystation.services.pathways.facts.ASSESSMENTS",
        "pathways.take_ups": "waystation.services.pathways.facts.TAKE_UPS",
        "pathways.participants": "waystation.services.pathways.facts.PARTICIPANTS",
        "pathways.histories": "waystation.services.pathways.facts.HISTORIES",
    }
    record_pages = {
        "pathways.Edition": "pathways:edition",
        "pathways.Assessment": "pathways:assessment",
        "pathways.Partnership": "pathways:partnership",
        "pathways.Participant": "pathways:participant",
    }
    person_timeline = "waystation.services.pathways.queries.timeline_of"
    person_move = "waystation.services.pathways.actions.move_person"
    person_erase = "waystation.services.pathways.actions.erase_person"
    person_export = "waystation.services.pathways.queries.export_of"
    edition_panel = "waystation.services.pathways.queries.stale_panel"
    outstanding = "waystation.services.pathways.queries.outstanding"
    daily = ("waystation.services.pathways.actions.evaluate_histories",)
