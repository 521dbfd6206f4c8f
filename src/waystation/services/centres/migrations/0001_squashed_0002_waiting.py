"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("centres", "0001_initial"),
        ("centres", "0002_waiting"),
    ]
    operations = folded(__package__, replaces)
