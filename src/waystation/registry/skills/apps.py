from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class SkillsConfig(App):
    name = "waystation.registry.skills"
    label = "skills"
    verbose_name = "Skills"
    navigation = (Link("front_line", "skills:titles", "search", _("Job titles"), "title.code", 70),)
    consent_ended = "waystation.registry.skills.actions.close_for_consent"
    person_move = "waystation.registry.skills.actions.move_person"
    person_erase = "waystation.registry.skills.actions.erase_person"
    outstanding = "waystation.registry.skills.queries.outstanding"
    daily = ("waystation.registry.skills.actions.close_expired",)
