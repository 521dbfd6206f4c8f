from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, PersonLink, Shortcut


class PeopleConfig(App):
    name = "waystation.registry.people"
    label = "people"
    verbose_name = "People"
    searched = ("people:list",)
    guide = {"": "counsellor#people"}
    navigation = (Link("front_line", "people:list", "people", _("People"), "person.read", 20),)
    shortcuts = (Shortcut("p", "people:list", _("People"), "person.read"),)
    person_links = (
        PersonLink("people:edit", _("File"), "person.record", in_path=True, order=10, tab=True),
        PersonLink("people:edit", _("Change"), "person.record", in_path=True, order=70),
        PersonLink(
            "people:merge", _("Merge with another file"), "person.merge", in_path=True, order=71
        ),
    )
