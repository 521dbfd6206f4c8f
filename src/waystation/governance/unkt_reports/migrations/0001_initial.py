import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('reports', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnktReport',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(choices=[('quarterly', 'Quarterly report'), ('half_year', 'Half-yearly update'), ('on_demand', 'Update on demand')], max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('part', models.PositiveSmallIntegerField()),
                ('with_update', models.BooleanField(default=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('drafting', 'Draft'), ('approval', 'With the co-chairs'), ('approved', 'Approved'), ('transmitted', 'Transmitted to UNKT'), ('discarded', 'Discarded')], default='drafting', max_length=12)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('kept', models.JSONField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('asked_by', models.CharField(blank=True, max_length=200)),
                ('asked_on', models.DateField(null=True)),
                ('question', models.TextField(blank=True)),
                ('way', models.CharField(blank=True, choices=[('email', 'By e-mail'), ('meeting', 'At a meeting of UNKT'), ('oral', 'Orally, with a note'), ('system', 'UNKT reads it here')], max_length=10)),
                ('transmitted_on', models.DateField(null=True)),
                ('transmitted_to', models.CharField(blank=True, max_length=200)),
                ('note', models.TextField(blank=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.edition')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('report', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.report')),
                ('transmitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='unkt_report_place'), models.Index(fields=['office', 'kind', 'due_on'], name='unkt_report_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('office', 'kind', 'year', 'part'), name='unkt_report_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'discarded'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='unkt_report_discarded_says_why'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='unkt_report_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'transmitted'), _negated=True), models.Q(('transmitted_by__isnull', False), ('transmitted_on__isnull', False), models.Q(('way', ''), _negated=True), models.Q(('edition__isnull', False), models.Q(('way', 'oral'), models.Q(('note', ''), _negated=True)), _connector='OR')), _connector='OR'), name='unkt_report_transmitted_whole'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'quarterly'), _negated=True), models.Q(('way', 'oral'), _negated=True), _connector='OR'), name='unkt_report_quarterly_is_written'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'on_demand'), _negated=True), models.Q(models.Q(('asked_by', ''), _negated=True), models.Q(('question', ''), _negated=True), ('asked_on__isnull', False)), _connector='OR'), name='unkt_report_demand_says_who')],
            },
        ),
        migrations.CreateModel(
            name='ReportTask',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='unkt_reports.unktreport')),
            ],
            options={
                'indexes': [models.Index(fields=['report', 'due_on'], name='report_task_due')],
                'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='report_task_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_by__isnull', True), ('done_on__isnull', True)), models.Q(('done_by__isnull', False), ('done_on__isnull', False)), _connector='OR'), name='report_task_done_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ReportSection',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=12)),
                ('text', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='unkt_reports.unktreport')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='report_section_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportApproval',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('round', models.PositiveSmallIntegerField()),
                ('seat', models.CharField(max_length=10)),
                ('approves', models.BooleanField()),
                ('reason', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='unkt_reports.unktreport')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('report', 'round', 'seat'), name='report_approval_once'), models.CheckConstraint(condition=models.Q(('approves', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='report_refusal_says_why'), models.CheckConstraint(condition=models.Q(('seat__in', ['undc', 'iom', 'rotating'])), name='report_approval_seat_known')],
            },
        ),
    ]
