"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_texts_are_append_only"),
        ("people", "0003_households"),
        ("people", "0004_link_reviews"),
        ("people", "0005_newest_files"),
    ]
    operations = folded(__package__, replaces)
