from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, FirstPage, Link


class AccessConfig(App):
    name = "waystation.foundation.access"
    label = "access"
    verbose_name = "Access"
    navigation = (
        Link("administration", "access:users", "key", _("Users and roles"), "user.manage", 20),
        Link("administration", "access:exports", "dl", _("Exports"), "export.approve", 25),
        Link("administration", "access:audit", "shield", _("Audit log"), "audit.read", 30),
    )
    first_pages = (FirstPage(80, "user.manage", "access:users"),)
