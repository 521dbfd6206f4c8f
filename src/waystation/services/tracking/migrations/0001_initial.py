import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('collection', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Operation',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('purpose', models.CharField(blank=True, max_length=500)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='operation_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('place', models.CharField(blank=True, max_length=200)),
                ('weight', models.CharField(blank=True, max_length=250)),
                ('stratum', models.CharField(blank=True, max_length=250)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.form')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='tracking.operation')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('operation', 'number'), name='round_number_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='round_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Estimation',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('rows', models.PositiveIntegerField()),
                ('domains', models.JSONField(default=list)),
                ('design', models.JSONField(default=dict)),
                ('form_versions', models.CharField(max_length=250)),
                ('submissions_hash', models.CharField(max_length=64)),
                ('cleaning_hash', models.CharField(max_length=64)),
                ('snapshot', models.CharField(blank=True, max_length=64)),
                ('code_version', models.CharField(max_length=40)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='estimations', to='tracking.round')),
            ],
            options={
                'indexes': [models.Index(fields=['round', 'id'], name='estimation_latest')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Stratum',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=100)),
                ('population', models.PositiveIntegerField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strata', to='tracking.round')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('round', 'code'), name='stratum_once')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('question', models.CharField(max_length=250)),
                ('question_label', models.CharField(max_length=500)),
                ('statistic', models.CharField(choices=[('share', 'share'), ('mean', 'mean')], max_length=10)),
                ('choice', models.CharField(blank=True, max_length=200)),
                ('choice_label', models.CharField(blank=True, max_length=500)),
                ('domain', models.CharField(blank=True, max_length=250)),
                ('domain_value', models.CharField(blank=True, max_length=200)),
                ('value', models.FloatField(null=True)),
                ('se', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('n', models.PositiveIntegerField()),
                ('flag', models.CharField(blank=True, max_length=20)),
                ('note_code', models.CharField(blank=True, max_length=20)),
                ('note_values', models.JSONField(blank=True, default=dict)),
                ('estimation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='tracking.estimation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('estimation', 'question', 'choice', 'domain', 'domain_value'), name='finding_once'), models.CheckConstraint(condition=models.Q(('flag__in', ['', 'imprecise', 'withheld', 'nobody'])), name='finding_flag_known')],
                'indexes': [],
            },
        ),
    ]
