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
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('sheet', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('digest', models.BinaryField()),
                ('content', models.BinaryField(default=bytes)),
                ('headings', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('constants', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=dict)),
                ('day_order', models.CharField(default='dmy', max_length=3)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('fresh', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('wrong', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('deleted', models.PositiveIntegerField(default=0)),
                ('withdrawn', models.PositiveIntegerField(default=0)),
                ('problems', models.BinaryField(default=bytes)),
                ('state', models.CharField(choices=[('uploaded', 'Uploaded'), ('checking', 'Being checked'), ('checked', 'Checked'), ('loading', 'Being imported'), ('loaded', 'Imported'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('discarded', 'Discarded')], default='uploaded', max_length=10)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-id'], name='upload_list')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('sheet', models.CharField(max_length=40)),
                ('columns', models.JSONField(default=dict)),
                ('constants', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=dict)),
                ('day_order', models.CharField(default='dmy', max_length=3)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'sheet'), name='mapping_of_office_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('digest', models.BinaryField()),
                ('opened', models.UUIDField(blank=True, null=True)),
                ('removed', models.BooleanField(default=False)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='imports.upload')),
            ],
            options={
                'indexes': [models.Index(fields=['upload', 'row'], name='imported_row_of')],
                'constraints': [],
            },
        ),
    ]
