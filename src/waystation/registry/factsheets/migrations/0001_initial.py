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
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('topic', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=160)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'topic'), name='sheet_of_topic_once')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('number', models.PositiveIntegerField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('changes', models.TextField(blank=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('source_url', models.CharField(blank=True, max_length=300)),
                ('source_on', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('dropped', 'Dropped')], default='draft', max_length=10)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='factsheets.sheet')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='edition_number_of_sheet'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('sheet',), name='edition_draft_once'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='edition_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('source_on__isnull', False), ('valid_from__isnull', False)), _connector='OR'), name='edition_published_with_source')],
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('language', models.CharField(choices=[('en', 'English'), ('sq', 'Shqip'), ('sr', 'Српски'), ('tr', 'Türkçe'), ('ar', 'العربية'), ('fa', 'فارسی'), ('ps', 'پښتو')], max_length=12)),
                ('title', models.CharField(max_length=160)),
                ('body', models.TextField()),
                ('based_on', models.PositiveIntegerField(default=0)),
                ('frozen', models.BooleanField(default=False)),
                ('unreviewed', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='factsheets.edition')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), ('unreviewed', False)), _connector='OR'), name='text_reviewed_by_whom_and_when'), models.CheckConstraint(condition=models.Q(('unreviewed', False), models.Q(('language', 'en'), _negated=True), _connector='OR'), name='text_original_is_no_draft_translation'), models.CheckConstraint(condition=models.Q(('unreviewed', False), ('frozen', False), _connector='OR'), name='text_frozen_when_reviewed'), models.UniqueConstraint(fields=('edition', 'language'), name='text_of_edition_once')],
            },
        ),
    ]
