"""On SQLite the columns of 0013 cost the deliveries their trigger: it is made again."""

from django.db import migrations

from waystation.foundation.access.records import triggers_against_change

[STAYS] = triggers_against_change("network_delivery", verbs=["DELETE"])


def again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        STAYS.reverse_code(apps, schema_editor)
        STAYS.code(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("network", "0014_profiles_and_reminders")]

    operations = [migrations.RunPython(again, migrations.RunPython.noop, elidable=True)]
