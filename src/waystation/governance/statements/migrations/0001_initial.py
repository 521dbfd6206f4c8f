import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('silence', 'Silence procedure'), ('released', 'Released'), ('dropped', 'Dropped')], default='draft', max_length=10)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('until', models.DateField(null=True)),
                ('released_on', models.DateField(null=True)),
                ('not_cleared', models.CharField(blank=True, max_length=500)),
                ('override', models.TextField(blank=True)),
                ('legal', models.JSONField(default=list)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='statement_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'silence'), _negated=True), ('until__isnull', False), _connector='OR'), name='statement_silence_has_a_deadline'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('released_by__isnull', False), ('released_on__isnull', False)), _connector='OR'), name='statement_released_by_somebody'), models.CheckConstraint(condition=models.Q(('not_cleared', ''), models.Q(('override', ''), _negated=True), _connector='OR'), name='statement_override_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('asked_on', models.DateField()),
                ('until', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('cleared', 'Cleared'), ('objects', 'Objects'), ('withdraws', 'Not its matter')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.entity')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearances', to='statements.statement')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('statement', 'number', 'entity'), name='clearance_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'objects'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='clearance_objection_says_why'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('asked_on'))), name='clearance_gives_time'), models.CheckConstraint(condition=models.Q(('answer', ''), models.Q(('answered_at__isnull', False), ('by__isnull', False)), _connector='OR'), name='clearance_answered_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='StatementVersion',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('why', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='statements.statement')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('statement', 'number'), name='statement_version_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='statement_version_says_something')],
            },
        ),
    ]
