"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("collection", "0001_initial"),
        ("collection", "0002_raw_xml_never_changes"),
        ("collection", "0003_corrected_on_the_phone"),
    ]
    operations = folded(__package__, replaces)
