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
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('received_on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=20)),
                ('about_name', models.BinaryField(default=bytes)),
                ('record_id', models.UUIDField(blank=True, null=True)),
                ('text', models.BinaryField(default=bytes)),
                ('contact', models.BinaryField(default=bytes)),
                ('language', models.CharField(blank=True, max_length=20)),
                ('by_public', models.BooleanField(default=False)),
                ('level', models.CharField(choices=[('office', 'The head of the centre'), ('organisation', 'Data protection')], default='office', max_length=12)),
                ('state', models.CharField(choices=[('received', 'Received'), ('in_work', 'In progress'), ('answered', 'Answered')], default='received', max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('answer', models.BinaryField(default=bytes)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.entity')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', '-received_on', '-id'], name='feedback_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', False), ('state', 'answered'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'answered'), _negated=True), ('answered_on__isnull', True), ('outcome', '')), _connector='OR'), name='feedback_answered_with_outcome'), models.CheckConstraint(condition=models.Q(('staff__isnull', True), ('about__in', ['staff', 'management']), _connector='OR'), name='feedback_names_staff_where_meant'), models.CheckConstraint(condition=models.Q(('handler__isnull', True), ('staff__isnull', True), models.Q(('handler', models.F('staff')), _negated=True), _connector='OR'), name='feedback_not_answered_by_who_is_meant')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.UUIDField(default=waystation.foundation.shared.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked', models.BinaryField(default=bytes)),
                ('asked_on', models.DateField()),
                ('money_asked', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('agreed', models.BinaryField(blank=True, default=bytes)),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('money_agreed', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('given_on', models.DateField(blank=True, null=True)),
                ('money_given', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('confirmed_by_person', models.BooleanField(default=False)),
                ('refusal', models.BinaryField(blank=True, default=bytes)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('agreed', 'Agreed'), ('given', 'Given, to be confirmed'), ('confirmed', 'Confirmed by the person'), ('refused', 'Refused')], default='asked', max_length=10)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='feedback.entry')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.office')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'office', 'state', 'due_on'], name='remedy_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['agreed', 'given', 'confirmed']), _negated=True), models.Q(('agreed_on__isnull', False), ('due_on__isnull', False)), _connector='OR'), name='remedy_agreed_has_deadline'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['given', 'confirmed']), _negated=True), ('given_on__isnull', False), _connector='OR'), name='remedy_given_on_day'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_on__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_on__isnull', True)), _connector='OR'), name='remedy_confirmed_on_day'), models.CheckConstraint(condition=models.Q(('confirmed_by_person', False), ('state', 'confirmed'), _connector='OR'), name='remedy_confirmed_by_person'), models.CheckConstraint(condition=models.Q(('money_asked__isnull', True), ('money_asked__gte', 0), _connector='OR'), name='remedy_money_asked'), models.CheckConstraint(condition=models.Q(('money_agreed__isnull', True), ('money_agreed__gte', 0), _connector='OR'), name='remedy_money_agreed'), models.CheckConstraint(condition=models.Q(('money_given__isnull', True), ('money_given__gte', 0), _connector='OR'), name='remedy_money_given')],
            },
        ),
    ]
