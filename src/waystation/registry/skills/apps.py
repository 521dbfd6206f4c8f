from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class SkillsConfig(App):
    name = "waystation.registry.skills"
    label = "skills"
    verbose_name = "Skills"
    navigation = (Link("front_line", "skills:titles", "search", _("Job titles"), "title.code", 70),)
