import django.db.models.deletion
import waystation.foundation.shared.keys
from django.conf import settings
from django.db import migrations, models
from waystation.foundation.access.records import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("people", "0002_texts_are_append_only"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=waystation.foundation.shared.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("day", models.DateField()),
                        ("title", models.CharField(max_length=200)),
                        ("topics", models.JSONField(default=list)),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("place", models.CharField(blank=True, max_length=40)),
                        ("language", models.CharField(blank=True, max_length=20)),
                        ("held", models.BooleanField(default=False)),
                        (
                            "rating",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=3, null=True
                            ),
                        ),
                        ("sign_in_digest", models.BinaryField(default=bytes)),
                        ("sign_in_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.office",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "office", "-day", "-id"],
                                name="session_list",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 720)),
                                name="session_minutes_sane",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Headcount",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=waystation.foundation.shared.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("sex", models.CharField(blank=True, max_length=20)),
                        ("age_band", models.CharField(blank=True, max_length=20)),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.office",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="headcounts",
                                to="centres.session",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "sex", "age_band"),
                                name="headcount_once_per_group",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 0), ("number__lte", 500)),
                                name="headcount_sane",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=waystation.foundation.shared.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("sex", models.CharField(blank=True, max_length=20)),
                        ("age_band", models.CharField(blank=True, max_length=20)),
                        ("signed_in_by_phone", models.BooleanField(default=False)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.office",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendees",
                                to="centres.session",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("session", "person"),
                                name="attendee_once",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=waystation.foundation.shared.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("day", models.DateField()),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("mode", models.CharField(max_length=40)),
                        ("sex", models.CharField(blank=True, max_length=20)),
                        ("age_band", models.CharField(blank=True, max_length=20)),
                        ("community", models.CharField(blank=True, max_length=40)),
                        ("place", models.CharField(blank=True, max_length=40)),
                        ("visitor_type", models.CharField(max_length=40)),
                        ("reason", models.CharField(max_length=40)),
                        ("topics", models.JSONField(default=list)),
                        ("informed", models.BooleanField(default=False)),
                        ("counselled", models.BooleanField(default=False)),
                        ("advice", models.BinaryField(default=bytes)),
                        ("next_step", models.CharField(blank=True, max_length=40)),
                        ("language", models.CharField(blank=True, max_length=20)),
                        ("interpreter", models.BooleanField(default=False)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.office",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "office", "-day", "-id"], name="visit_list"
                            ),
                            models.Index(fields=["person", "day"], name="visit_of_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="visit_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minutes__isnull", True),
                                    models.Q(("minutes__gte", 1), ("minutes__lte", 480)),
                                    _connector="OR",
                                ),
                                name="visit_minutes_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person__isnull", True),
                                    models.Q(("age_band", ""), ("community", ""), ("sex", "")),
                                    _connector="OR",
                                ),
                                name="visit_describes_the_unknown_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("interpreter", False),
                                    models.Q(("language", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="visit_interpreter_has_language",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Centre",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=waystation.foundation.shared.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("name", models.CharField(max_length=200)),
                        ("place", models.CharField(max_length=40)),
                        ("host_kind", models.CharField(max_length=40)),
                        ("host", models.CharField(blank=True, max_length=200)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("telephone", models.CharField(blank=True, max_length=60)),
                        ("hours", models.CharField(blank=True, max_length=200)),
                        ("languages", models.JSONField(default=list)),
                        ("handover_status", models.CharField(max_length=40)),
                        ("equipment", models.CharField(blank=True, max_length=300)),
                        ("trained_staff", models.PositiveSmallIntegerField(default=0)),
                        ("public", models.BooleanField(default=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.office",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("office",), name="centre_of_office_once"
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Profile",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=waystation.foundation.shared.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("day", models.DateField()),
                        ("education", models.CharField(blank=True, max_length=40)),
                        ("occupation", models.CharField(blank=True, max_length=40)),
                        ("skills", models.BinaryField(default=bytes)),
                        ("work_status", models.CharField(blank=True, max_length=40)),
                        ("been_abroad", models.CharField(blank=True, max_length=20)),
                        ("destination", models.CharField(blank=True, max_length=40)),
                        ("intention", models.CharField(blank=True, max_length=40)),
                        ("horizon", models.CharField(blank=True, max_length=40)),
                        ("drivers", models.JSONField(default=list)),
                        ("means", models.JSONField(default=list)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.office",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "office", "-day", "-id"],
                                name="profile_list",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "day"), name="profile_once_a_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("intention", "stay"), _negated=True),
                                    ("horizon__in", ["", "declined"]),
                                    _connector="OR",
                                ),
                                name="profile_staying_has_no_horizon",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
