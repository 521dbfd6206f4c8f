import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkTry',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('address', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['address', 'at'], name='link_try_of_address')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(max_length=20)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('batch_id', models.UUIDField()),
                ('recipient_kind', models.CharField(max_length=60)),
                ('recipient_id', models.UUIDField()),
                ('sent_on', models.DateField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('mailed', models.CharField(blank=True, choices=[('waiting', 'E-mail queued'), ('sending', 'E-mail is on its way'), ('sent', 'E-mail sent'), ('kept', 'Waiting in the outbox'), ('failed', 'E-mail failed')], max_length=8)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('mail_reason', models.CharField(blank=True, max_length=200)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'recipient_id'], name='delivery_of_subject'), models.Index(condition=models.Q(('mailed__in', ['waiting', 'sending'])), fields=['office', 'mailed'], name='delivery_to_mail')],
                'constraints': [models.CheckConstraint(condition=models.Q(('mailed__in', ['', 'waiting', 'sending', 'sent', 'kept', 'failed'])), name='delivery_mail_known'), models.CheckConstraint(condition=models.Q(models.Q(('mailed', 'failed'), _negated=True), models.Q(('mail_reason', ''), _negated=True), _connector='OR'), name='delivery_failed_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('subject_kind', ''), _negated=True), models.Q(('recipient_kind', ''), _negated=True)), name='delivery_names_kinds')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('day', models.DateField()),
                ('recipient_kind', models.CharField(max_length=60)),
                ('recipient_id', models.UUIDField()),
                ('mailed', models.CharField(choices=[('waiting', 'E-mail queued'), ('sending', 'E-mail is on its way'), ('sent', 'E-mail sent'), ('kept', 'Waiting in the outbox'), ('failed', 'E-mail failed')], default='waiting', max_length=8)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('mail_reason', models.CharField(blank=True, max_length=200)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('mailed__in', ['waiting', 'sending'])), fields=['office', 'mailed'], name='reminder_to_mail')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('recipient_kind', ''), _negated=True)), name='reminder_names_kinds'), models.CheckConstraint(condition=models.Q(('mailed__in', ['waiting', 'sending', 'sent', 'kept', 'failed'])), name='reminder_mail_known'), models.CheckConstraint(condition=models.Q(models.Q(('mailed', 'failed'), _negated=True), models.Q(('mail_reason', ''), _negated=True), _connector='OR'), name='reminder_failed_with_reason'), models.UniqueConstraint(fields=('kind', 'subject_id', 'day', 'recipient_kind', 'recipient_id'), name='reminder_once')],
            },
        ),
    ]
