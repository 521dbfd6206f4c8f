import waystation.foundation.audit.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('organisation_id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('digest', models.BinaryField(default=b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00')),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('number', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('office_id', models.UUIDField(null=True)),
                ('user_id', models.UUIDField(null=True)),
                ('channel', models.CharField(max_length=20)),
                ('verb', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField(null=True)),
                ('detail', waystation.foundation.audit.models.JsonText(default=dict)),
                ('records', models.TextField(blank=True, default='')),
                ('digest', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['organisation_id', 'subject_id', 'number'], name='audit_subject'), models.Index(fields=['organisation_id', 'user_id', 'number'], name='audit_user'), models.Index(fields=['organisation_id', 'at', 'number'], name='audit_at'), models.Index(condition=models.Q(('verb', 'export')), fields=['user_id', 'at'], name='audit_exports'), models.Index(condition=models.Q(('verb', 'export.download')), fields=['user_id', 'at'], name='audit_files')],
                'constraints': [models.UniqueConstraint(fields=('organisation_id', 'number'), name='audit_number_once')],
            },
        ),
    ]
