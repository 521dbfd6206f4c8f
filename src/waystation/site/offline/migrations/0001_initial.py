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
            name='Device',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField(unique=True)),
                ('browser', models.CharField(blank=True, max_length=200)),
                ('prepared_at', models.DateTimeField()),
                ('contact_at', models.DateTimeField()),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('ordered_at', models.DateTimeField(blank=True, null=True)),
                ('wiped_at', models.DateTimeField(blank=True, null=True)),
                ('unsent', models.PositiveIntegerField(default=0)),
                ('ordered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-prepared_at', '-id'], name='device_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ordered_at__isnull', True), ('ordered_by__isnull', True)), models.Q(('ordered_at__isnull', False), ('ordered_by__isnull', False)), _connector='OR'), name='device_order_whole')],
            },
        ),
    ]
