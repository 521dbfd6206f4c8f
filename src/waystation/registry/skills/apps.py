from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class SkillsConfig(App):
    name = "waystation.registry.skills"
    label = "skills"
    verbose_name = "Skills"
    guide = {"": "counsellor#the-daily-profile"}
    navigation = (
        Link("information", "skills:titles", "search", _("Job titles"), "title.code", 70),
    )
