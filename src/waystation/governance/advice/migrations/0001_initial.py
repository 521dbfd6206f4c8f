import django.db.models.deletion
import waystation.foundation.shared.keys
import waystation.governance.network.records
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('meetings', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=500)),
                ('rationale', models.TextField(blank=True)),
                ('addressee', models.CharField(choices=[('unkt', 'UNKT'), ('undc', 'UN Development Coordinator'), ('entity', 'A UN entity'), ('authority', 'A Kosovo authority, through the UNKT')], max_length=12)),
                ('to_whom', models.CharField(blank=True, max_length=200)),
                ('gcm', models.JSONField(default=list)),
                ('sdg', models.JSONField(default=list)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('supersedes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='advice.recommendation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-year', '-number'], name='recommendation_list')],
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'number'), name='recommendation_number_once'), models.CheckConstraint(condition=models.Q(waystation.governance.network.records.IsNotBlank('text')), name='recommendation_says_something'), models.CheckConstraint(condition=models.Q(('addressee__in', ['unkt', 'undc', 'entity', 'authority'])), name='recommendation_for_somebody')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carries_on', to='meetings.action')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='advice.recommendation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'action'), name='follow_up_once')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(choices=[('figure', 'Figure of a published report'), ('finding', 'Survey finding'), ('fact', 'Dated fact')], max_length=10)),
                ('key', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=300)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('as_of', models.CharField(blank=True, max_length=60)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('content', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='advice.recommendation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'kind', 'key'), name='evidence_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['figure', 'finding', 'fact'])), name='evidence_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='AdviceEvent',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('endorsed', 'Endorsed'), ('submitted', 'Submitted'), ('under_review', 'Under review'), ('followed', 'Followed'), ('partly_followed', 'Partly followed'), ('not_followed', 'Not followed'), ('withdrawn', 'Withdrawn')], max_length=20)),
                ('day', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('motivation', models.TextField(blank=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decider', models.CharField(blank=True, max_length=200)),
                ('document', models.CharField(blank=True, max_length=300)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='advice.recommendation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'state', 'day'], name='advice_by_state')],
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'number'), name='advice_event_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'endorsed', 'submitted', 'under_review', 'followed', 'partly_followed', 'not_followed', 'withdrawn'])), name='advice_event_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('partly_followed', 'not_followed')), _negated=True), waystation.governance.network.records.IsNotBlank('motivation'), _connector='OR'), name='advice_not_followed_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('followed', 'partly_followed', 'not_followed')), _negated=True), models.Q(('decided_on__isnull', False), waystation.governance.network.records.IsNotBlank('decider')), _connector='OR'), name='advice_answer_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), waystation.governance.network.records.IsNotBlank('note'), _connector='OR'), name='advice_withdrawn_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('followed', 'partly_followed', 'not_followed')), _negated=True), ('created_by__isnull', False), _connector='OR'), name='advice_answer_has_a_writer')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('seat', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='advice.recommendation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'user'), name='signature_once')],
            },
        ),
    ]
