import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('directory', '0001_initial'),
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('privacy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.CharField(max_length=12)),
                ('direction', models.CharField(choices=[('out', 'Sent by us'), ('in', 'Received by us')], default='out', max_length=3)),
                ('need', models.CharField(max_length=40)),
                ('priority', models.CharField(max_length=12)),
                ('fields_shared', models.JSONField(default=list)),
                ('summary', models.BinaryField(blank=True, default=bytes)),
                ('profile', models.BinaryField(blank=True, default=bytes)),
                ('disclosed', models.BinaryField(blank=True, default=bytes)),
                ('incoming', models.BinaryField(blank=True, default=bytes)),
                ('basis', models.CharField(choices=[('consent', 'Consent'), ('vital_interest', 'Vital interest, without consent'), ('sender', 'Consent recorded by the sender')], default='consent', max_length=16)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('to_approve', 'Awaiting approval by a second person'), ('sent', 'Waits for an answer'), ('more_asked', 'More information asked for'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('closed', 'Closed, to be confirmed by the person'), ('confirmed', 'Confirmed by the person'), ('contradicted', 'Disputed by the person'), ('cancelled', 'Cancelled'), ('stopped', 'Stopped: consent ended')], default='draft', max_length=16)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('alerted_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('person_said_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, max_length=40)),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='privacy.consent')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='organisations.entity')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='referrals.referral')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('override_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='people.person')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='directory.service')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-created_at', '-id'], name='referral_list'), models.Index(fields=['person', 'state'], name='referral_of_person'), models.Index(fields=['entity', 'state'], name='referral_of_entity'), models.Index(condition=models.Q(('alerted_at__isnull', True), ('state', 'sent')), fields=['due_at'], name='referral_unanswered')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'number'), name='referral_number_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'to_approve', 'sent', 'more_asked', 'accepted', 'declined', 'closed', 'confirmed', 'contradicted', 'cancelled', 'stopped'])), name='referral_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'more_asked', 'accepted', 'declined', 'closed']), _negated=True), models.Q(('due_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='referral_sent_has_deadline'), models.CheckConstraint(condition=models.Q(('direction', 'in'), ('person__isnull', False), _connector='OR'), name='referral_out_has_person'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('override_by')), _negated=True), _connector='OR'), name='referral_override_by_two'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('decline_reason', ''), _negated=True), _connector='OR'), name='referral_declined_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'confirmed', 'contradicted']), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='referral_closed_has_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('step', models.CharField(max_length=20)),
                ('text', models.BinaryField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='referrals.referral')),
            ],
            options={
                'indexes': [models.Index(fields=['referral', 'created_at'], name='note_of')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ReferralFile',
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
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='referrals.referral')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='SealedLink',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('device', models.BinaryField(blank=True, default=bytes)),
                ('code', models.BinaryField()),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('reader', models.BinaryField(blank=True, default=bytes)),
                ('sent_to', models.BinaryField(blank=True, default=bytes)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='referrals.referral')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('referral',), name='sealed_link_one_at_a_time')],
            },
        ),
    ]
