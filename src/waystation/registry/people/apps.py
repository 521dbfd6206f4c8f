from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, Shortcut


class PeopleConfig(App):
    name = "waystation.registry.people"
    label = "people"
    verbose_name = "People"
    navigation = (Link("front_line", "people:list", "people", _("People"), "person.read", 20),)
    shortcuts = (Shortcut("p", "people:list", _("People"), "person.read"),)
