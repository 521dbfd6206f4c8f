"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("results", "0001_initial"),
        ("results", "0002_versions_and_editions_never_change"),
        ("results", "0003_sections_and_registers"),
        ("results", "0004_one_method_for_each_audience"),
    ]
    operations = folded(__package__, replaces)
