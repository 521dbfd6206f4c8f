from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "waystation.site.config"
    label = "config"

    def ready(self) -> None:
        from waystation.site.config import schema

        post_migrate.connect(schema.install, dispatch_uid="waystation.schema")


class BackRoomConfig(SimpleAdminConfig):
    """The rooms' admin pages are looked for by urls.py: only who serves pages needs them."""

    default_site = "waystation.site.config.admin.BackRoom"
