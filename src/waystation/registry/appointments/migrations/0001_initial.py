import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('access', '__first__'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('digest', models.BinaryField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('languages', models.JSONField(default=list)),
                ('public', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=10)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'starts_at', 'id'], name='slot_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 10), ('minutes__lte', 240)), name='slot_minutes_sane'), models.UniqueConstraint(condition=models.Q(('staff__isnull', False)), fields=('office', 'starts_at', 'staff'), name='slot_of_counsellor_once')],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('starts_at', models.DateTimeField()),
                ('language', models.CharField(blank=True, max_length=20)),
                ('wish', models.BinaryField(default=bytes)),
                ('channel', models.CharField(blank=True, choices=[('', 'No reminder'), ('email', 'By e-mail'), ('webhook', 'By text message')], max_length=10)),
                ('contact', models.BinaryField(default=bytes)),
                ('by_public', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('booked', 'Booked'), ('arrived', 'Attended'), ('no_show', 'Did not attend'), ('cancelled', 'Cancelled')], default='booked', max_length=10)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('reminder_problem', models.CharField(blank=True, max_length=200)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='appointments.slot')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'starts_at', 'id'], name='booking_list'), models.Index(fields=['person', 'starts_at'], name='booking_of_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('slot',), name='booking_of_slot_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'booked')), models.Q(models.Q(('state', 'booked'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='booking_ends_with_time'), models.CheckConstraint(condition=models.Q(models.Q(('channel', ''), ('contact', b'')), models.Q(models.Q(('channel', ''), _negated=True), models.Q(('contact', b''), _negated=True)), _connector='OR'), name='booking_contact_for_a_reminder')],
            },
        ),
    ]
