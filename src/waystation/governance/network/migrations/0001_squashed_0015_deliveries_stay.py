"""The room in one step, for a house that is still empty: decision 0008."""

from django.db import migrations

from waystation.foundation.access.records import folded


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("network", "0001_initial"),
        ("network", "0002_meetings"),
        ("network", "0003_meetings_locked"),
        ("network", "0004_advice"),
        ("network", "0005_terms_and_seats"),
        ("network", "0006_editions_never_change"),
        ("network", "0007_plans"),
        ("network", "0008_registers_and_reports"),
        ("network", "0009_approvals_never_change"),
        ("network", "0010_statements"),
        ("network", "0011_standing_at_a_glance"),
        ("network", "0012_updates_within_reports"),
        ("network", "0013_deliveries_by_mail"),
        ("network", "0014_profiles_and_reminders"),
        ("network", "0015_deliveries_stay"),
    ]
    operations = folded(__package__, replaces)
