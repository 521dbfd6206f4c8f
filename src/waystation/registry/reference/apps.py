from typing import Any

from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import post_migrate


class ReferenceConfig(AppConfig):
    name = "waystation.registry.reference"
    label = "reference"
    verbose_name = "Reference lists"

    def ready(self) -> None:
        from . import queries

        # A request asks the database once whether another process has changed the lists.
        request_started.connect(queries.look_again, dispatch_uid="reference.look_again")
        # A database that is ready for work has its lists; emptied test databases too.
        post_migrate.connect(load_lists, sender=self, dispatch_uid="reference.load_lists")


def load_lists(**_: Any) -> None:
    from django.db import connection

    from . import actions
    from .models import Stamp

    if Stamp._meta.db_table in connection.introspection.table_names():
        actions.load_lists()
