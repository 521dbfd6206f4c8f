"""Why an estimate carries its flag is kept as a code with values, so that it can be translated."""

import re

from django.db import migrations, models

# What was written until now, in English.
WRITTEN = {
    "nobody in this domain answered": "nobody",
    "the base adds up to zero": "base_zero",
    "the standard error cannot be measured": "no_error",
    "no degree of freedom is left for an interval: one unit in each stratum": "no_freedom",
    "some replicates have nobody of this domain: the standard error is too small": (
        "replicates_lost"
    ),
    "the share is 0 or 1, or its se is 0: Korn–Graubard limits": "edge",
    "a limit lies beyond the smallest or the largest answer": "limit_outside",
}
FEW = re.compile(r"n = (?P<n>\d+) is below (?P<minimum>\d+) answers")
IMPRECISE = re.compile(r"the relative standard error is (?P<percent>\d+) % or more")


def coded(note):
    """Return code and values of a sentence; nothing for one that was never ours."""
    for code, pattern in (("too_few", FEW), ("imprecise", IMPRECISE)):
        if found := pattern.fullmatch(note):
            return code, {name: int(value) for name, value in found.groupdict().items()}
    return WRITTEN.get(note, ""), {}


def sentences_to_codes(apps, schema_editor):
    findings = apps.get_model("tracking", "Finding").objects.using(schema_editor.connection.alias)
    for note in findings.exclude(note="").values_list("note", flat=True).distinct().order_by():
        code, values = coded(note)
        findings.filter(note=note).update(note_code=code, note_values=values)


class Migration(migrations.Migration):
    dependencies = [("tracking", "0002_snapshot_of_an_estimate")]

    operations = [
        migrations.AddField("finding", "note_code", models.CharField(blank=True, max_length=20)),
        migrations.AddField("finding", "note_values", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(sentences_to_codes, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("finding", "note"),
    ]
