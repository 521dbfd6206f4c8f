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
                ('cluster', models.CharField(blank=True, max_length=250)),
                ('weighting', models.CharField(choices=[('equal', 'Every interview counts the same'), ('frame', 'From the sample frame: units of the stratum divided by its interviews'), ('question', 'From a question of the form')], default='equal', max_length=10)),
                ('finite', models.BooleanField(default=False)),
                ('singletons', models.CharField(choices=[('fail', 'Refuse to estimate'), ('certainty', 'It adds nothing to the error'), ('centre', 'Its distance from the mean of all'), ('average', 'The average of the other strata')], default='fail', max_length=10)),
                ('target', models.PositiveIntegerField(blank=True, null=True)),
                ('design_state', models.CharField(default='draft', max_length=10)),
                ('design_reason', models.CharField(blank=True, max_length=500)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collection.form')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='tracking.operation')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('operation', 'number'), name='round_number_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='round_ends_after_start'), models.CheckConstraint(condition=models.Q(('weighting__in', ['equal', 'frame']), models.Q(('weighting', 'question'), models.Q(('weight', ''), _negated=True)), _connector='OR'), name='round_weighting_known'), models.CheckConstraint(condition=models.Q(('design_state__in', ['draft', 'frozen'])), name='round_design_state_known'), models.CheckConstraint(condition=models.Q(('stratum', ''), models.Q(('stratum', models.F('cluster')), _negated=True), _connector='OR'), name='round_two_questions')],
            },
        ),
        migrations.CreateModel(
            name='Margin',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('question', models.CharField(max_length=250)),
                ('level', models.CharField(max_length=200)),
                ('total', models.PositiveIntegerField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='margins', to='tracking.round')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('round', 'question', 'level'), name='margin_once'), models.CheckConstraint(condition=models.Q(('total__gte', 1)), name='margin_total_positive')],
            },
        ),
        migrations.CreateModel(
            name='Estimation',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.PositiveIntegerField()),
                ('rows', models.PositiveIntegerField()),
                ('domains', models.JSONField(default=list)),
                ('design', models.JSONField(default=dict)),
                ('design_reason', models.CharField(blank=True, max_length=500)),
                ('summary', models.JSONField(default=dict)),
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
                'constraints': [models.UniqueConstraint(fields=('round', 'number'), name='estimation_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Stratum',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=100)),
                ('population', models.PositiveIntegerField()),
                ('target', models.PositiveIntegerField(blank=True, null=True)),
                ('drawn', models.PositiveIntegerField(blank=True, null=True)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strata', to='tracking.round')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('round', 'code'), name='stratum_once'), models.CheckConstraint(condition=models.Q(models.Q(('drawn__isnull', True), ('drawn__lte', models.F('population')), _connector='OR'), models.Q(('target__isnull', True), ('target__lte', models.F('population')), _connector='OR')), name='stratum_within_its_units')],
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
                ('chosen', models.PositiveIntegerField(null=True)),
                ('deff', models.FloatField(null=True)),
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
