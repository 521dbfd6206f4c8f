from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from waystation.foundation.shared.patience import LONGEST_WAIT


class ConfigConfig(AppConfig):
    name = "waystation.site.config"
    label = "config"

    def ready(self) -> None:
        connection_created.connect(limit_waiting)
        from waystation.site.config import schema

        post_migrate.connect(schema.install, dispatch_uid="waystation.schema")


def limit_waiting(connection: Any, **more: Any) -> None:
    """Limit how long PostgreSQL waits for a lock to the time that SQLite's write queue allows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(LONGEST_WAIT * 1000)}")


class BackRoomConfig(SimpleAdminConfig):
    """The admin, without autodiscovery: urls.py runs it, because only a web process needs it."""

    default_site = "waystation.site.config.admin.BackRoom"
