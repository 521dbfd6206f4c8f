"""An index for the first page of whoever sees many offices: PostgreSQL would sort all of their files.

SQLite needs none, and without statistics of its own it would prefer this one where it must not.
"""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX person_newest ON people_person "
            "(organisation_id, changed_at DESC, id DESC)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX person_newest")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_link_reviews")]

    operations = [migrations.RunPython(make, drop)]
