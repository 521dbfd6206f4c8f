import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('knowledge', '0001_initial'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=60)),
                ('current', models.PositiveIntegerField(default=1)),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='indicator_key_once')],
            },
        ),
        migrations.CreateModel(
            name='LiveQuestions',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('questions', models.BinaryField(default=bytes)),
                ('spent_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-day'], name='live_questions_day')],
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='live_questions_once')],
            },
        ),
        migrations.CreateModel(
            name='PartnerRequest',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('due_on', models.DateField()),
                ('by', models.CharField(blank=True, max_length=40)),
                ('question', models.TextField(blank=True, max_length=1000)),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Albanian'), ('sr', 'Serbian')], default='en', max_length=8)),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('answered', 'To check'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('cancelled', 'Cancelled')], default='asked', max_length=12)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.entity')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'state'], name='partner_request_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='partner_request_period'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'cancelled']), ('answered_at__isnull', False), _connector='OR'), name='partner_request_answered'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'returned']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='partner_request_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='partner_request_reason')],
            },
        ),
        migrations.CreateModel(
            name='Protection',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('indicator', models.SlugField(max_length=60)),
                ('audience', models.CharField(max_length=12)),
                ('method', models.CharField(max_length=12)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'indicator', 'audience'), name='protection_one_method'), models.CheckConstraint(condition=models.Q(('method__in', ['noise', 'suppression'])), name='protection_method_known'), models.CheckConstraint(condition=models.Q(('audience__in', ['partners', 'public'])), name='protection_audience_known')],
            },
        ),
        migrations.CreateModel(
            name='DefinitionDraft',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('indicator', models.SlugField(max_length=60)),
                ('based_on', models.PositiveIntegerField()),
                ('definition', models.JSONField()),
                ('why', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'indicator', 'state'], name='definition_draft_of_key')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('organisation', 'indicator'), name='definition_draft_one_waits'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state__in', ['proposed', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['approved', 'returned'])), _connector='OR'), name='definition_draft_decision_whole'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('created_by')), _negated=True), _connector='OR'), name='definition_draft_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='definition_draft_reason')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorVersion',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('definition', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='results.indicator')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'number'), name='indicator_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by__isnull', True), ('created_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('created_by__isnull', False), models.Q(('approved_by', models.F('created_by')), _negated=True)), _connector='OR'), name='indicator_version_two_people')],
            },
        ),
        migrations.CreateModel(
            name='PartnerFigure',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('definition_version', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField()),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ('qualifier', models.CharField(blank=True, choices=[('about', 'About'), ('up_to', 'Up to'), ('over', 'Over')], max_length=6)),
                ('parts', models.JSONField(blank=True, default=dict)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('document_name', models.BinaryField(blank=True, default=bytes)),
                ('document', models.BinaryField(blank=True, default=bytes)),
                ('document_media', models.CharField(blank=True, max_length=100)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='knowledge.datedfact')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='results.indicator')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='results.partnerrequest')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('request', 'indicator'), name='partner_figure_once'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='partner_figure_not_below_0'), models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('source', ''), _negated=True), _connector='OR'), name='partner_figure_has_source'), models.CheckConstraint(condition=models.Q(('fact__isnull', True), ('value__isnull', False), _connector='OR'), name='partner_figure_fact_has_value')],
            },
        ),
        migrations.CreateModel(
            name='RequestLink',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('device', models.BinaryField(blank=True, default=bytes)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='results.partnerrequest')),
            ],
            options={
                'indexes': [models.Index(fields=['request', 'expires_at'], name='request_link_of_request')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('value', models.FloatField()),
                ('qualifier', models.CharField(blank=True, choices=[('about', 'About'), ('up_to', 'Up to'), ('over', 'Over')], max_length=6)),
                ('baseline', models.FloatField(blank=True, null=True)),
                ('baseline_on', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('approved_value', models.FloatField(blank=True, editable=False, null=True)),
                ('approved_qualifier', models.CharField(blank=True, choices=[('about', 'About'), ('up_to', 'Up to'), ('over', 'Over')], max_length=6)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved')], default='proposed', max_length=12)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='results.indicator')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'indicator'], name='target_place')],
                'constraints': [models.UniqueConstraint(fields=('office', 'indicator', 'starts_on', 'ends_on'), name='target_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='target_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True), ('state', 'proposed')), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('approved_qualifier', models.F('qualifier')), ('approved_value', models.F('value')), ('state', 'approved')), _connector='OR'), name='target_approval_whole'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='target_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('ends_on', models.DateField()),
                ('value', models.FloatField()),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='results.target')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('target', 'ends_on'), name='milestone_once'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='milestone_not_below_0')],
            },
        ),
    ]
