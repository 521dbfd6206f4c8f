from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class OrganisationsConfig(App):
    name = "waystation.registry.organisations"
    label = "organisations"
    verbose_name = "Organisations"
    searched = ("organisations:entities",)
    guide = {"": "network#the-secretariat"}
    navigation = (
        Link(
            "records", "organisations:entities", "place", _("Organisations"),
            "organisation.read", 150,
        ),
    )  # fmt: skip
