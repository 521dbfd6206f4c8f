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
            name='Board',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=120)),
                ('shared', models.BooleanField(default=False)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'title'], name='board_of_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='board_titled')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('rhythm', models.CharField(choices=[('weekly', 'Every Monday'), ('monthly', 'On the first day of each month')], max_length=10)),
                ('sent_on', models.DateField(blank=True, null=True)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='boards.board')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('board', 'subscriber'), name='board_subscribed_once'), models.CheckConstraint(condition=models.Q(('rhythm__in', ['weekly', 'monthly'])), name='board_rhythm_known')],
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('indicator', models.CharField(max_length=80)),
                ('shape', models.CharField(choices=[('figure', 'Figure, compared with a year ago'), ('months', 'Chart, month by month'), ('bars', 'Chart, by a breakdown'), ('table', 'Table, by a breakdown')], max_length=10)),
                ('by', models.CharField(blank=True, max_length=40)),
                ('position', models.PositiveIntegerField()),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiles', to='boards.board')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['board', 'position'], name='tile_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('shape__in', ['figure', 'months', 'bars', 'table'])), name='tile_shape_known'), models.CheckConstraint(condition=models.Q(models.Q(('by', ''), ('shape__in', ['figure', 'months'])), models.Q(('shape__in', ['bars', 'table']), models.Q(('by', ''), _negated=True)), _connector='OR'), name='tile_breakdown_fits_shape')],
            },
        ),
    ]
