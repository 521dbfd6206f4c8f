"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("access", "0001_initial"),
        ("access", "0002_audit_is_append_only"),
        ("access", "0003_api_tokens"),
    ]
    operations = folded(__package__, replaces)
