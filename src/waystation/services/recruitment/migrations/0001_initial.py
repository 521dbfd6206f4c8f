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
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('role', models.CharField(choices=[('recruiter', 'Recruiter'), ('employer', 'Employer')], max_length=12)),
                ('standard', models.CharField(max_length=60)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('conflict', models.CharField(choices=[('none', 'None: no tie to this organisation'), ('declared', 'There is one: somebody else has to assess')], max_length=10)),
                ('summary', models.BinaryField(blank=True, default=bytes)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('cleared', 'Cleared'), ('cleared_actions', 'Cleared with corrective actions'), ('not_cleared', 'Not cleared'), ('suspended', 'Suspended'), ('expired', 'Clearance expired')], default='draft', max_length=16)),
                ('submitted_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=16)),
                ('reason', models.BinaryField(blank=True, default=bytes)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('suspended_on', models.DateField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.entity')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('suspended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state', 'entity'], name='assessment_list')],
                'constraints': [models.UniqueConstraint(fields=('entity', 'standard', 'number'), name='assessment_edition_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'cleared', 'cleared_actions', 'not_cleared', 'suspended', 'expired'])), name='assessment_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('decided_on__isnull', True), ('outcome', '')), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), ('outcome__in', ['cleared', 'cleared_actions', 'not_cleared'])), _connector='OR'), name='assessment_decided_by_whom'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), ('created_by__isnull', True), models.Q(('decided_by', models.F('created_by')), _negated=True), _connector='OR'), name='assessment_decided_by_second'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), _negated=True), ('suspended_on__isnull', False), _connector='OR'), name='assessment_suspended_on_day'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['cleared', 'cleared_actions']), _negated=True), ('valid_until__isnull', False), _connector='OR'), name='assessment_cleared_until')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(blank=True, choices=[('vacancy', 'Vacancy'), ('placement', 'Placement'), ('recruitment', 'Recruitment of a worker'), ('complaint', 'Complaint'), ('other', 'Other')], max_length=12)),
                ('subject_id', models.UUIDField(blank=True, null=True)),
                ('subject_title', models.CharField(blank=True, max_length=200)),
                ('subject_address', models.CharField(blank=True, max_length=300)),
                ('opened_on', models.DateField()),
                ('happened_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField()),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('account', models.BinaryField(default=bytes)),
                ('state', models.CharField(choices=[('open', 'Open'), ('in_work', 'In work'), ('closed', 'Closed')], default='open', max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('reason', models.BinaryField(blank=True, default=bytes)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.entity')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'state', 'due_on'], name='incident_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_on__isnull', True), ('outcome', '')), _connector='OR'), name='incident_closed_with_outcome'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='incident_amount'), models.UniqueConstraint(condition=models.Q(('subject_id__isnull', False), models.Q(('state', 'closed'), _negated=True)), fields=('subject_id', 'kind'), name='incident_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('criterion', models.CharField(max_length=60)),
                ('position', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(blank=True, choices=[('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met'), ('not_applicable', 'Does not apply')], max_length=16)),
                ('evidence', models.BinaryField(blank=True, default=bytes)),
                ('own_verdict', models.CharField(blank=True, choices=[('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met'), ('not_applicable', 'Does not apply')], max_length=16)),
                ('own_note', models.BinaryField(blank=True, default=bytes)),
                ('assessed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='recruitment.assessment')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'criterion'), name='finding_criterion_once'), models.CheckConstraint(condition=models.Q(('verdict', ''), ('assessed_by__isnull', False), _connector='OR'), name='finding_assessed_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.BinaryField()),
                ('content', models.BinaryField()),
                ('media', models.CharField(max_length=60)),
                ('size', models.PositiveIntegerField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='recruitment.finding')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='CorrectiveAction',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('what', models.CharField(max_length=400)),
                ('who', models.CharField(blank=True, max_length=150)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done, to be confirmed'), ('confirmed', 'Done and confirmed')], default='open', max_length=10)),
                ('proof', models.BinaryField(blank=True, default=bytes)),
                ('done_on', models.DateField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='recruitment.finding')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='recruitment.incident')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'state', 'due_on'], name='corrective_action_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finding__isnull', False), ('incident__isnull', True)), models.Q(('finding__isnull', True), ('incident__isnull', False)), _connector='OR'), name='corrective_action_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('done_on__isnull', False)), _connector='OR'), name='corrective_action_done_on_day'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='corrective_action_says_what')],
            },
        ),
    ]
