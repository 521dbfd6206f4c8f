"""The organisation, its offices, its users, and their roles, sessions and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from waystation.foundation.audit.content import RecordQuerySet
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.foundation.shared.privacy import Privacy

from .records import Keyed
from .rules import ROLES


class Organisation(Keyed):
    """The organisation that runs this installation. All other records belong to exactly one."""

    privacy = Privacy.none("The mission itself.")
    no_digest = "A name; every entry of the log and every sealed value is bound to its key."
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Office(Keyed):
    """A place where staff work: a centre, a sub-office, the secretariat."""

    privacy = Privacy.none("A place of work.")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=40, default=HOME_ZONE)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="office_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


if TYPE_CHECKING:
    BaseManager = BaseUserManager["User"]
else:
    BaseManager = BaseUserManager.from_queryset(RecordQuerySet)


class UserManager(BaseManager):
    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().casefold())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().casefold(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Its permissions come from its memberships."""

    privacy = Privacy(
        purpose="Letting staff in, and naming who did what.",
        personal=("email", "full_name", "password", "last_login", "language"),
        hashed=("password",),
    )
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150)
    language = models.CharField(max_length=12, default="en")
    daily_email = models.BooleanField(default=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    # Caches of one request: permissions by office, all roles ever given, the offices of the
    # organisation, the scopes of an API token, and values cached by other apps
    # (queries.once_per_request).
    _reach: Mapping[str, frozenset[UUID]] | None = None
    _held: Sequence[Any] | None = None
    _offices: Sequence[Any] | None = None
    _scopes: frozenset[str] | None = None
    _kept: Mapping[str, Any] = MappingProxyType({})
    read_under = ""  # the stamp of accounts, roles and offices when this account was read

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0]


class Membership(Keyed):
    """A user's role in an office, between two days."""

    privacy = Privacy(purpose="Who may do what, and since when.", personal=("user", "role"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(k, r.name) for k, r in ROLES.items()])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "office", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.office}"


class RoleProposal(Keyed):
    """A role that opens personal records, proposed by one person and decided by another."""

    privacy = Privacy(
        purpose="Who gave whom a role that opens personal records, and who confirmed it.",
        personal=("user", "role", "proposed_by", "decided_by"),
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_proposals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(k, r.name) for k, r in ROLES.items()])
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "office", "role"],
                condition=Q(decided_at__isnull=True),
                name="role_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed=False)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("user"))
                ),
                name="role_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.role} · {self.office_id}"


class AddressChange(Keyed):
    """A change of a sign-in address, with the e-mailed links as hashes."""

    privacy = Privacy(
        purpose="Whether the holder of an account agrees that its address changes.",
        personal=("user", "old_address", "new_address", "asked_by", "approved_by"),
        hashed=("old_digest", "new_digest"),
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    old_address = models.EmailField()
    new_address = models.EmailField()
    old_lost = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    old_digest = models.BinaryField(unique=True)
    new_digest = models.BinaryField(unique=True)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="address_change_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("asked_by")) & ~Q(approved_by=F("user"))),
                name="address_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True)
                | (
                    Q(new_confirmed_at__isnull=False, cancelled_at__isnull=True)
                    & (Q(old_confirmed_at__isnull=False) | Q(approved_at__isnull=False))
                ),
                name="address_changed_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"address of {self.user_id}"


class Session(AbstractBaseSession):
    """A browser session, stored under the hash of its key."""

    privacy = Privacy(
        purpose="Where staff are signed in, so that they can sign out there; twelve hours long.",
        personal=("user", "session_data"),
        hashed=("session_key",),
    )
    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from .sessions import SessionStore

        return SessionStore


class ChangeStamp(models.Model):
    """A random value that changes with every write to certain tables: see ``stamps.py``."""

    privacy = Privacy.none("That something changed, not what.")
    id = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.id} {self.value}"


class CacheEntry(models.Model):
    """A value of Django's cache: counters of rate limits."""

    privacy = Privacy.none("Counters under hashed keys, and what is used up for half a minute.")
    key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class DataKey(Keyed):
    """The organisation's key for sealed columns, itself encrypted with the master key."""

    privacy = Privacy.none("A wrapped key; it opens nothing without the master key.")
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="data_key"
    )
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"key of {self.organisation_id}"


class ApiToken(Keyed):
    """An API token: some of a user's permissions until a day. Only its hash is stored."""

    privacy = Privacy(
        purpose="Letting a programme in on behalf of its user.",
        personal=("user", "digest"),
        hashed=("digest",),
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(unique=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_expires_after_creation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"


class ExportRequest(Keyed):
    """A request to export many persons' data: its purpose, its approval, and whether it was used.

    ``selection`` describes the file's content (the list's filters), so that an approval for one
    office's visits in March covers nothing else.
    """

    privacy = Privacy(
        purpose="Proving who took personal data out of the system, why, and who agreed.",
        personal=("user", "approved_by"),
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    selection = models.CharField(max_length=500, blank=True)
    persons = models.PositiveIntegerField()
    purpose = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="export_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("user")),
                name="export_two_people",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(approved_by__isnull=False),
                name="export_used_after_approval",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-asked_at"], name="export_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.persons}"
