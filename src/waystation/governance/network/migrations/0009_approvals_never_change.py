from django.db import migrations
from waystation.foundation.access.records import Together

from waystation.foundation.access.records import triggers_against_change


class Migration(migrations.Migration):
    dependencies = [("network", "0008_registers_and_reports")]

    operations = [Together([*triggers_against_change("network_reportapproval")])]
