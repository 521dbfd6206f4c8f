"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reference", "0001_initial"),
        ("reference", "0002_packs"),
    ]
    operations = folded(__package__, replaces)
