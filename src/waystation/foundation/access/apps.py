from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "waystation.foundation.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  connects them
