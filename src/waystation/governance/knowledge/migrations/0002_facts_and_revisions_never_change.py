from django.db import migrations
from waystation.foundation.access.records import Together

from waystation.foundation.access.records import triggers_against_change


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        Together(
            [
                *triggers_against_change("knowledge_datedfact"),
                *triggers_against_change("knowledge_revision"),
            ]
        )
    ]
