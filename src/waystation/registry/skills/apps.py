from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, PersonLink


class SkillsConfig(App):
    name = "waystation.registry.skills"
    label = "skills"
    verbose_name = "Skills"
    guide = {"": "counsellor#a-skills-profile"}
    navigation = (
        Link("mobility", "skills:profiles", "people", _("Skills profiles"), "skill.read", 28),
        Link("mobility", "skills:titles", "search", _("Job titles"), "title.code", 60),
        Link("administration", "skills:esco", "list", _("ESCO in profiles"), "pack.add", 14),
    )
    facts = {"skills.profiles": "waystation.registry.skills.facts.PROFILES"}
    record_pages = {"skills.Profile": "skills:profile"}
    person_links = (
        PersonLink("skills:new", _("Skills profile"), "skill.record", in_path=True, order=58),
    )
    person_panel = "waystation.registry.skills.panels.profile_panel"
    consent_ended = "waystation.registry.skills.actions.close_for_consent"
    person_move = "waystation.registry.skills.actions.move_person"
    person_erase = "waystation.registry.skills.actions.erase_person"
    person_export = "waystation.registry.skills.queries.export_of"
    outstanding = "waystation.registry.skills.queries.outstanding"
    messages = ("waystation.registry.skills.queries.letters.MESSAGES",)
    daily = ("waystation.registry.skills.actions.close_expired",)
