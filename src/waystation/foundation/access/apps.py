from django.apps import apps
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class AccessConfig(App):
    name = "waystation.foundation.access"
    label = "access"
    verbose_name = "Access"
    guide = {
        "": "administrator#colleagues",
        "access:audit": "data-protection-officer#the-audit-log",
        "access:exports": "data-protection-officer#exports",
        "access:tokens": "administrator#api-tokens",
        "access:sessions": "administrator#somebody-cannot-sign-in",
        "access:address": "administrator#somebody-cannot-sign-in",
        "access:lost_addresses": "administrator#somebody-cannot-sign-in",
    }
    navigation = (
        Link("administration", "access:users", "key", _("Users and roles"), "user.manage", 20),
        Link(
            "administration", "access:proposals", "key", _("Roles to confirm"), "role.confirm", 22
        ),
        Link(
            "administration", "access:lost_addresses", "key", _("Lost addresses"), "user.manage", 25
        ),
        Link("administration", "access:exports", "dl", _("Exports"), "export.approve", 26),
        Link("administration", "ui:contributions", "list", _("Apps"), "user.manage", 60),
        Link("administration", "access:audit", "shield", _("Audit log"), "audit.read", 30),
    )
    daily = (
        "waystation.foundation.access.proving.verify_daily",
        "waystation.foundation.audit.heads.send_daily_head",
        "waystation.foundation.access.tasks.make_due_address_changes",
        "waystation.foundation.access.tasks.forget_what_is_over",
    )

    def ready(self) -> None:
        """Register all models of an organisation's records for digests in the audit log."""
        from waystation.foundation.audit import content

        from . import receivers, sign_ins  # noqa: F401  connects their receivers
        from .models import User
        from .records import Digested

        for model in apps.get_models():
            if issubclass(model, (Digested, User)) and not getattr(model, content.NOT_DIGESTED, ""):
                content.register(model, via=content.path_of(model) or "")
