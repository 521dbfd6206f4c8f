from django.db import migrations
from waystation.foundation.access.records import Together

from waystation.foundation.access.records import triggers_against_change


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = []
