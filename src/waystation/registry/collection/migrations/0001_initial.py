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
            name='AppUser',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('label', models.CharField(max_length=100)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=250)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=10)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'id'], name='form_scope')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='form_key_once'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='form_key_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='CleaningLog',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=150)),
                ('digest', models.CharField(max_length=64)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cleaning_logs', to='collection.form')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('form', 'digest'), name='cleaning_log_once')],
            },
        ),
        migrations.CreateModel(
            name='BuiltForm',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=250)),
                ('book', models.JSONField()),
                ('before', models.JSONField(null=True)),
                ('last', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=32)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('form', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='built', to='collection.form')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=12)),
                ('xml', models.BinaryField()),
                ('digest', models.CharField(max_length=32)),
                ('workbook', models.BinaryField(null=True)),
                ('source_name', models.CharField(max_length=150)),
                ('notes', models.JSONField(default=list)),
                ('media', models.JSONField(default=list)),
                ('published_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='collection.form')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('form', 'name'), name='form_version_published_once'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('form',), name='form_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state', 'published')), _connector='OR'), name='form_version_published_at')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('instance_id', models.CharField(max_length=150)),
                ('digest', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('cleaned', models.BinaryField(default=bytes)),
                ('problems', models.JSONField(default=list)),
                ('missing_files', models.JSONField(default=list)),
                ('files_asked_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('kept', 'Received'), ('held', 'Breaks a rule'), ('refused', 'Refused'), ('handled', 'Became a record')], default='kept', max_length=10)),
                ('sentence', models.CharField(blank=True, max_length=500)),
                ('subject_kind', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.UUIDField(null=True)),
                ('is_removed', models.BooleanField(default=False)),
                ('is_superseded', models.BooleanField(default=False)),
                ('app_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collection.appuser')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collection.form')),
                ('form_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collection.formversion')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('rival_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rivals', to='collection.submission')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='collection.submission')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'form', 'id'], name='submission_scope'), models.Index(fields=['form', 'state'], name='submission_state')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'instance_id'), name='submission_instance_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('sentence', ''), _negated=True), _connector='OR'), name='submission_refused_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'handled'), _negated=True), ('subject_id__isnull', False), _connector='OR'), name='submission_handled_names_record'), models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('supersedes', models.F('id')), _negated=True), _connector='OR'), name='submission_not_its_own_correction')],
            },
        ),
        migrations.CreateModel(
            name='FormFile',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=255)),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=32)),
                ('form_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='collection.formversion')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('form_version', 'name'), name='form_file_once')],
            },
        ),
        migrations.CreateModel(
            name='RawXml',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='raw', serialize=False, to='collection.submission')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='CleaningLine',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('instance', models.CharField(max_length=150)),
                ('question', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('change', 'Change the answer'), ('blank', 'Empty the answer'), ('remove', 'Leave the whole submission out of the figures'), ('note', 'No change')], max_length=8)),
                ('sealed', models.BinaryField()),
                ('who', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(choices=[('applied', 'Applied'), ('noted', 'Looked at, no change'), ('not_applied', 'Not applied'), ('undone', 'Taken back')], max_length=12)),
                ('why_not', models.CharField(blank=True, max_length=300)),
                ('applied_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='collection.cleaninglog')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cleaning', to='collection.submission')),
            ],
            options={
                'indexes': [models.Index(fields=['submission', 'log', 'number'], name='cleaning_of_submission')],
                'constraints': [models.UniqueConstraint(fields=('log', 'number'), name='cleaning_line_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='cleaning_applied_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), _negated=True), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='cleaning_undone_has_time_and_name'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_applied'), _negated=True), models.Q(('why_not', ''), _negated=True), _connector='OR'), name='cleaning_not_applied_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('sealed', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('carried', models.BooleanField(default=False)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='collection.submission')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('submission', 'name'), name='attachment_once')],
            },
        ),
    ]
