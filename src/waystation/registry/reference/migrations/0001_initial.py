import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeList',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('en', models.CharField(max_length=200)),
                ('sq', models.CharField(blank=True, max_length=200)),
                ('sr', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('digest', models.CharField(max_length=64)),
                ('pack', models.CharField(blank=True, max_length=40)),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='LoadedPack',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('version', models.CharField(max_length=80)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PlaceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=60)),
                ('scheme', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scheme', 'code'), name='place_code_once'), models.UniqueConstraint(fields=('place', 'scheme'), name='place_scheme_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=60)),
                ('year', models.PositiveSmallIntegerField()),
                ('people', models.PositiveIntegerField()),
                ('partial', models.BooleanField(default=False)),
                ('source', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'year'), name='population_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('value', models.UUIDField()),
                ('digests', models.JSONField(default=dict)),
                ('proof', models.CharField(blank=True, max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='stamp_is_one_row')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('en', models.CharField(max_length=1000)),
                ('sq', models.CharField(blank=True, max_length=1000)),
                ('sr', models.CharField(blank=True, max_length=1000)),
                ('ar', models.CharField(blank=True, max_length=1000)),
                ('tr', models.CharField(blank=True, max_length=1000)),
                ('fa', models.CharField(blank=True, max_length=1000)),
                ('ps', models.CharField(blank=True, max_length=1000)),
                ('parent', models.CharField(blank=True, max_length=60)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('position', models.PositiveIntegerField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('successor', models.CharField(blank=True, max_length=60)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='reference.codelist')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('list', 'code'), name='code_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='code_ends_after_start'), models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='code_not_empty')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PackDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='reference.loadedpack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pack', 'name'), name='pack_document_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SeriesValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('variable', models.CharField(max_length=40)),
                ('geo', models.CharField(max_length=3)),
                ('year', models.PositiveSmallIntegerField()),
                ('value', models.FloatField()),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='reference.loadedpack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pack', 'variable', 'geo', 'year'), name='series_value_once')],
                'indexes': [],
            },
        ),
    ]
