from django.apps import AppConfig, apps


class AccessConfig(AppConfig):
    name = "waystation.foundation.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        """Have the audit log carry a digest of every record, whichever app it belongs to."""
        from waystation.foundation.audit import content

        from .models import Membership
        from .records import OfficeRecord

        for model in apps.get_models():
            if issubclass(model, OfficeRecord):
                content.register(model)
        content.register(Membership, via="user")
