from typing import Any

from django.core.signals import request_started
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link


class ReferenceConfig(App):
    name = "waystation.registry.reference"
    label = "reference"
    verbose_name = "Reference lists"
    guide = {"": "administrator#reference-lists-and-packs"}
    navigation = (
        Link(
            "administration", "reference:lists", "list", _("Reference lists"),
            "reference.manage", 10,
        ),
    )  # fmt: skip
    code_lists = "waystation.registry.reference.queries"
    verifiers = {"Lists and packs": "waystation.registry.reference.proving.verified_lists"}
    tasks = {"pack.add": "waystation.registry.reference.tasks.add_pack"}
    task_names = {"pack.add": _("Loading a pack")}

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
