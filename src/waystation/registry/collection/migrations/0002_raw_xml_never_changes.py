from django.db import migrations
from waystation.foundation.access.records import Together

from waystation.foundation.access.records import triggers_against_change


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_initial")]
    # Deleting stays possible: whoever asks to be forgotten is forgotten here too.
    operations = [Together([*triggers_against_change("collection_rawxml", verbs=("UPDATE",))])]
