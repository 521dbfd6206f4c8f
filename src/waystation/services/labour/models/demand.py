"""Employers with their sites and links, and vacancies with what they ask and who pays."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.messaging.records import CodedLink
from waystation.foundation.shared.privacy import Privacy
from waystation.services.labour.rules import demand
from waystation.services.labour.transitions import VACANCY_WORKFLOW
from waystation.services.recruitment.rules import CostLine


class Employer(OfficeRecord):
    """The office's data about an organisation as an employer."""

    privacy = Privacy(
        purpose="Reaching the person who answers for an employer's vacancies.",
        personal=("contact_name", "contact_email", "contact_phone"),
        sealed=("contact_name", "contact_email", "contact_phone"),
    )
    entity = models.OneToOneField(
        "organisations.Entity", on_delete=models.PROTECT, related_name="employer"
    )
    sector = models.CharField(max_length=20, blank=True)
    size = models.CharField(max_length=10, choices=demand.SIZES, blank=True)
    place = models.CharField(max_length=40, blank=True)
    about = models.TextField(blank=True)
    registration = models.CharField(max_length=40, blank=True)
    contact_name = models.BinaryField(default=bytes)
    contact_email = models.BinaryField(default=bytes)
    contact_phone = models.BinaryField(default=bytes)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="labour_employer_list"),
        ]

    def __str__(self) -> str:
        return str(self.entity)


class Site(OfficeRecord):
    """A place where an employer has people at work."""

    privacy = Privacy.none("An address of a company.")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=150)
    place = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    workers = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employer", "name"], name="labour_site_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerLink(CodedLink):
    """A link by which an employer without an account works, on one device."""

    privacy = Privacy(
        purpose="Letting an employer without an account offer work, and knowing who did.",
        personal=("reader", "device", "code"),
        sealed=("reader",),
        hashed=("device", "code"),
    )
    salt, subject, days = "labour.employer_link", "employer", 30
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employer"],
                condition=Q(revoked_at__isnull=True),
                name="labour_link_one_at_a_time",
            ),
        ]


class Vacancy(OfficeRecord):
    """A vacancy: requirements, offer, and start.

    ``languages`` has the minimum CEFR level by language and activity; ``pathways`` the keys of the
    regular pathways of which one must be open to a candidate, none if no permit is needed.
    """

    privacy = Privacy(
        purpose="An offer of work, and who reviewed it after a fee was taken out.",
        personal=("corrected_by", "published_by"),
    )
    number = models.CharField(max_length=12)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="vacancies")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="vacancies", null=True, blank=True
    )
    recruiter = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    title = models.CharField(max_length=150)
    occupation = models.CharField(max_length=4)
    openings = models.PositiveIntegerField(default=1)
    country = models.CharField(max_length=2, default="XK")
    place = models.CharField(max_length=40, blank=True)
    town = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    contract = models.CharField(max_length=12, choices=demand.CONTRACTS, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    pay = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=demand.CURRENCIES, default="EUR")
    pay_period = models.CharField(max_length=5, choices=demand.PERIODS, default="month")
    housing = models.CharField(max_length=5, choices=demand.PROVIDED, blank=True)
    insurance = models.CharField(max_length=5, choices=demand.PROVIDED, blank=True)
    documents = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=dict, blank=True)
    pathways = models.JSONField(default=list, blank=True)
    about = models.TextField(blank=True)
    by_employer = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=VACANCY_WORKFLOW.choices(), default="draft")
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusals = models.JSONField(default=list, blank=True)  # sentences with values, as they were
    # who took the worker's fee out, and who reviewed and published it: not the same person
    corrected_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name_plural = "vacancies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="vacancy_number_once"),
            models.CheckConstraint(condition=Q(openings__gte=1), name="vacancy_has_openings"),
            models.CheckConstraint(
                condition=Q(pay__isnull=True) | Q(pay__gte=0), name="vacancy_pay_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "filled"]) | Q(published_at__isnull=False),
                name="vacancy_published_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(refused_at__isnull=False),
                name="vacancy_refused_says_when",
            ),
            models.CheckConstraint(
                condition=Q(corrected_by__isnull=True)
                | Q(published_by__isnull=True)
                | ~Q(published_by=F("corrected_by")),
                name="vacancy_corrected_published_by_second",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="vacancy_list"),
            models.Index(fields=["organisation", "state", "occupation"], name="vacancy_open"),
            models.Index(fields=["employer", "state"], name="vacancy_of_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def where(self) -> str:
        """Return the town, or the key of the municipality."""
        return self.town or self.place

    @property
    def cost_lines(self) -> list[CostLine]:
        """Return who pays what, as the rule on fees takes it."""
        return [CostLine(one.kind, one.payer, one.amount, one.currency) for one in self.costs.all()]

    def skills_of(self, essential: bool) -> list[Any]:
        """Return the skills that are needed, or those that are welcome, in order."""
        return [one for one in self.skills.all() if one.essential == essential]


class VacancySkill(Keyed):
    """A required or desirable skill of a vacancy. ``key`` is used for comparison."""

    privacy = Privacy.none("What work asks for.")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="skills")
    position = models.PositiveSmallIntegerField()
    essential = models.BooleanField()
    name = models.CharField(max_length=demand.LONGEST_SKILL)
    uri = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vacancy", "key"], name="vacancy_skill_once"),
        ]

    def __str__(self) -> str:
        return self.name


class VacancyCost(Keyed):
    """Who pays a cost of this recruitment: one line for each kind of cost."""

    privacy = Privacy.none("Who pays for what.")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=20)
    payer = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vacancy", "kind"], name="vacancy_cost_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="vacancy_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.payer}"
