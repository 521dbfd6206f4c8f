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
            name='DirectoryCheck',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.entity')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'entity'], name='directory_check_of_entity')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=40)),
                ('places', models.JSONField(blank=True, default=list)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('eligibility', models.TextField(blank=True)),
                ('statuses', models.JSONField(blank=True, default=list)),
                ('sex', models.CharField(blank=True, max_length=20)),
                ('least_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('most_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('hours', models.CharField(blank=True, max_length=200)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('telephone', models.CharField(blank=True, max_length=40)),
                ('email', models.CharField(blank=True, max_length=200)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True)),
                ('free_places', models.PositiveIntegerField(blank=True, null=True)),
                ('takes_referrals', models.BooleanField(default=True)),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('confirmed_by_partner', models.BooleanField(default=False)),
                ('remark', models.TextField(blank=True)),
                ('search_key', models.CharField(blank=True, max_length=420)),
                ('state', models.CharField(choices=[('offered', 'Offered'), ('withdrawn', 'No longer offered')], default='offered', max_length=12)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='organisations.entity')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state', 'kind'], name='service_of_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='service_named'), models.UniqueConstraint(fields=('entity', 'name'), name='service_name_once'), models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'withdrawn'])), name='service_state_known'), models.CheckConstraint(condition=models.Q(('least_age__isnull', True), ('most_age__isnull', True), ('least_age__lte', models.F('most_age')), _connector='OR'), name='service_ages_in_order')],
            },
        ),
    ]
