from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class DirectoryConfig(App):
    name = "waystation.registry.directory"
    label = "directory"
    verbose_name = "Services of partners"
    searched = ("directory:services",)
    guide = {"": "referrals#finding-a-service"}
    navigation = (
        Link("information", "directory:services", "place", _("Services"), "service.read", 26),
    )
    record_pages = {"directory.Service": "directory:service"}
    messages = ("waystation.registry.directory.queries.letters.MESSAGES",)
