"""Forms, their versions, the phones that may send, and submissions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import Digested, Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .fields import CORRECTION_KINDS, CORRECTION_STATES, PART_KINDS
from .transitions import FORM_WORKFLOW, SUBMISSION_WORKFLOW, VERSION_WORKFLOW

NOBODY = Privacy.none("Questions, not answers.")


class Form(OfficeRecord):
    """A questionnaire. ``key`` is the form id that phones know."""

    privacy = NOBODY
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=FORM_WORKFLOW.choices(), default="open")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="form_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="form_key_not_empty"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "id"], name="form_scope"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Return whether the form takes submissions."""
        return self.state == "open"


class FormVersion(OfficeRecord):
    """One edition of a form. A draft may be replaced; a published one never changes."""

    privacy = NOBODY
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=VERSION_WORKFLOW.choices(), default="draft")
    xml = models.BinaryField()
    digest = models.CharField(max_length=32)  # MD5 of xml, as the OpenRosa form list wants it
    workbook = models.BinaryField(null=True)
    source_name = models.CharField(max_length=150)
    notes = models.JSONField(default=list)
    media = models.JSONField(default=list)  # names of the lists and pictures that it asks for
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "name"],
                condition=Q(state="published"),
                name="form_version_published_once",
            ),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state="draft"), name="form_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="form_version_published_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.name or '–'} ({self.state})"


class BuiltForm(OfficeRecord):
    """A form while it is built in the browser: the rows of its workbook (rules/building).

    ``form`` is None until it was checked for the first time. ``version`` tells two editors apart.
    """

    privacy = NOBODY
    form = models.OneToOneField(Form, on_delete=models.PROTECT, null=True, related_name="built")
    title = models.CharField(max_length=250)
    book = models.JSONField()
    before = models.JSONField(null=True)  # the book before the last change, which can be undone
    last = models.JSONField(default=dict)  # the last change: whose, which, and of what version
    digest = models.CharField(max_length=32, blank=True)  # of the draft made of it as it is

    def __str__(self) -> str:
        return self.title


class LibraryPart(OfficeRecord):
    """A question, a group or a list of choices that the organisation uses again, as rows."""

    privacy = NOBODY
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=PART_KINDS)
    book = models.JSONField()
    source = models.CharField(max_length=250)  # the form that it was taken from

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "title"], name="library_part_title_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormFile(Keyed):
    """A picture or a list that belongs to a version."""

    privacy = Privacy.none("Pictures and code lists of a questionnaire.")
    form_version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form_version", "name"], name="form_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AppUser(OfficeRecord):
    """A phone that may send in a person's name. Only a hash of its token is stored."""

    privacy = Privacy(
        purpose="Knowing which phone sent a submission, and stopping a lost one.",
        personal=("user", "label"),
        hashed=("token_hash",),
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    read_under = ""  # the stamp of forms and phones when this phone was let in

    def __str__(self) -> str:
        return self.label


class Submission(OfficeRecord):
    """One filled-in form. ``sealed`` holds its answers as tables, as received;
    ``cleaned`` the same after the cleaning log, empty while nothing was cleaned."""

    privacy = Privacy(
        purpose="Knowing what was answered, to count and to help; opened only to be read.",
        personal=("sealed", "cleaned"),
        sealed=("sealed", "cleaned"),
        hashed=("digest",),
    )
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="submissions"
    )
    app_user = models.ForeignKey(
        AppUser, on_delete=models.PROTECT, related_name="submissions", null=True
    )
    instance_id = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)  # keyed hash of the raw XML
    sealed = models.BinaryField()
    cleaned = models.BinaryField(default=bytes)
    problems = models.JSONField(default=list)  # which rules it breaks, never the answers
    missing_files = models.JSONField(default=list)  # names of files that have not arrived
    files_asked_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=SUBMISSION_WORKFLOW.choices(), default="kept")
    # Why the app that makes records of this form refused.
    sentence = models.CharField(max_length=500, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    is_removed = models.BooleanField(default=False)  # by a line of the cleaning log
    # The phone sent a corrected one: this remains as received, but the other counts.
    is_superseded = models.BooleanField(default=False)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )

    # Also corrects that one, of which a correction came before: kept, and the office decides.
    rival_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="rivals")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "instance_id"], name="submission_instance_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(sentence=""), name="submission_refused_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="handled") | Q(subject_id__isnull=False),
                name="submission_handled_names_record",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=models.F("id")),
                name="submission_not_its_own_correction",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "form", "id"], name="submission_scope"),
            models.Index(fields=["form", "state"], name="submission_state"),
        ]

    def __str__(self) -> str:
        return self.instance_id


class RawXml(Digested):
    """The submission's XML exactly as received, sealed and never changed."""

    privacy = Privacy(
        purpose="Proving what was sent, byte by byte.",
        personal=("sealed",),
        sealed=("sealed",),
    )
    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="raw"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"raw {self.submission_id}"


class Attachment(Keyed):
    """A picture, sound or file that came with a submission, sealed."""

    privacy = Privacy(
        purpose="What somebody showed or said in an interview.",
        personal=("sealed",),
        sealed=("sealed",),
        hashed=("digest",),
    )
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    received_at = models.DateTimeField()
    # Not sent again with a correction: it came with what was sent first.
    carried = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "name"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CleaningLog(OfficeRecord):
    """A file of corrections, or those made by hand on one day's work."""

    privacy = Privacy.none("The name of a file and how many lines it has.")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="cleaning_logs")
    name = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "digest"], condition=~Q(digest=""), name="cleaning_log_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CleaningLine(Keyed):
    """One correction: question, old value, new value, reason, user. Undone, never deleted."""

    privacy = Privacy(
        purpose="Showing what was corrected, why and by whom.",
        personal=("sealed", "who"),
        sealed=("sealed",),
    )
    log = models.ForeignKey(CleaningLog, on_delete=models.PROTECT, related_name="lines")
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="cleaning", null=True
    )
    number = models.PositiveIntegerField()  # the line of the file, from 1
    instance = models.CharField(max_length=150)
    question = models.TextField(blank=True)  # its key, which may be a long path
    kind = models.CharField(max_length=8, choices=[*CORRECTION_KINDS, ("note", "No change")])
    sealed = models.BinaryField()  # {"old", "new", "reason"}
    who = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=CORRECTION_STATES)
    why_not = models.CharField(max_length=300, blank=True)  # a sentence, for not_applied
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "number"], name="cleaning_line_once"),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
                name="cleaning_applied_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="cleaning_undone_has_time_and_name",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_applied") | ~Q(why_not=""),
                name="cleaning_not_applied_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["submission", "log", "number"], name="cleaning_of_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.log_id}/{self.number} {self.kind}"
