"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("tracking", "0001_initial"),
        ("tracking", "0002_snapshot_of_an_estimate"),
        ("tracking", "0003_notes_as_codes"),
    ]
    operations = folded(__package__, replaces)
