from typing import Any

from django.db import migrations, models

import waystation.foundation.audit.models
from waystation.foundation.access.records import Trigger, triggers_against_change


def again(one: Trigger) -> Trigger:
    """Make a trigger again: SQLite drops a table's triggers where a migration changes it."""

    def make(apps: Any, schema_editor: Any) -> None:
        one.database_backwards("audit", schema_editor)
        one.database_forwards("audit", schema_editor)

    def stay(apps: Any, schema_editor: Any) -> None:
        """Leave it as it is."""

    return Trigger(one.name, make, stay)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField("entry", "records", models.TextField(blank=True, default="")),
        migrations.AlterField(
            "entry", "detail", waystation.foundation.audit.models.JsonText(default=dict)
        ),
        *(again(one) for one in triggers_against_change("audit_entry")),
    ]
