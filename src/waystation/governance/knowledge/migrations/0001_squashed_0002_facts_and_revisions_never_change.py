"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("knowledge", "0001_initial"),
        ("knowledge", "0002_facts_and_revisions_never_change"),
    ]
    operations = folded(__package__, replaces)
