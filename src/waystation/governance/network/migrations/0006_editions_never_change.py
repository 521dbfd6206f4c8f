from django.db import migrations
from waystation.foundation.access.records import Together

from waystation.foundation.access.records import triggers_against_change


class Migration(migrations.Migration):
    dependencies = [("network", "0005_terms_and_seats")]
    operations = [
        Together(
            [
                *triggers_against_change("network_terms"),
                *triggers_against_change("network_houserule"),
                *triggers_against_change("network_annex"),
                *triggers_against_change("network_decline"),
                *triggers_against_change("network_term", verbs=("DELETE",)),
            ]
        )
    ]
