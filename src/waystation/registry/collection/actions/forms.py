"""Uploading forms as drafts, publishing, closing and reopening them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from waystation.analysis.xforms import sheet
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import pictures
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import BuiltForm, Form, FormFile, FormVersion
from waystation.registry.collection.rules import attached
from waystation.registry.collection.transitions import FORM_WORKFLOW, VERSION_WORKFLOW

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

MOST_FILE_BYTES = 10 * 1024 * 1024
LONGEST_VERSION = 200


def md5(content: bytes) -> str:
    """Return the MD5 that the OpenRosa form list and manifest carry (not for security)."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def upload_form(
    user: User,
    office_id: UUID,
    name: str,
    content: bytes,
    files: Mapping[str, bytes] | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> FormVersion:
    """Store an uploaded XLSForm or XForm as the draft of its form, replacing an earlier draft.

    ``tell`` is called with 1 after conversion and with 2 after checking the lists. Raises
    NotAllowed, and Refusal with row and column of errors.
    """
    user = access.require(user, "form.design", office_id)
    upload = sheet.read_safely(name, content, files)
    tell(1)
    files = {
        name: checked_file(
            PurePath(name.replace("\\", "/")).name, body, upload.media, upload.computed_lists
        )
        for name, body in (files or {}).items()
    }
    if len(upload.version) > LONGEST_VERSION:
        raise Refusal(
            N_(
                "The version of this form is longer than {most} characters. Shorten version on "
                "the settings sheet, for example to today's date."
            ),
            field="file",
            code="version_too_long",
            most=LONGEST_VERSION,
        )
    remarks = checked_lists(upload.xml, files)
    tell(2)
    with transaction.atomic():
        form = Form.objects.select_for_update().filter(
            organisation_id=user.organisation_id, key=upload.form_id
        ).first()  # fmt: skip
        if form is None:
            form = Form.begin(user, office_id, title=upload.title)
            form.key = upload.form_id
            form.save(force_insert=True)
        elif form.office_id != office_id:
            raise Refusal(
                N_(
                    "Another office already uses the form id {key}. Change form_id on the "
                    "settings sheet."
                ),
                field="file",
                code="form_key_taken",
                key=upload.form_id,
            )
        refuse_used_version(form, upload.version, md5(upload.xml))
        kept: dict[str, bytes] = {}
        draft = form.versions.filter(state="draft").first()
        if draft is not None:
            kept = {
                file: content
                for file, content in queries.files_of(draft.id).items()
                if file in upload.media or (upload.computed_lists and file.endswith(".csv"))
            }
            draft.delete()
        version = FormVersion.begin(
            user,
            office_id,
            form=form,
            name=upload.version,
            xml=upload.xml,
            digest=md5(upload.xml),
            workbook=content if upload.is_workbook else None,
            source_name=upload.source_name,
            notes=[*(note.as_json() for note in upload.warnings), *remarks],
            media=list(upload.media),
        )
        version.save(force_insert=True)
        for file, body in {**kept, **dict(upload.made), **files}.items():
            FormFile.objects.create(form_version=version, name=file, content=body, digest=md5(body))
        audit.log(
            user, "form.upload", "collection.Form", form.id,
            office_id=office_id, version=upload.version[:60],
        )  # fmt: skip
    return version


def refuse_used_version(form: Form, name: str, digest: str) -> None:
    published = form.versions.filter(state="published", name=name).first()
    if published is not None and published.digest != digest:
        raise Refusal(
            N_(
                "Version “{name}” of this form is already published and phones hold it. Write a "
                "new version on the settings sheet, for example today's date."
            ),
            field="file",
            code="version_used",
            name=name,
        )


def attach_file(user: User, version_id: UUID, name: str, content: bytes) -> FormFile:
    """Attach a list or a picture that a draft names. Raises Refusal for any other file."""
    version = queries.version_visible_to(user, version_id)
    user = access.require(user, "form.design", version.office_id)
    name = PurePath(name.replace("\\", "/")).name
    definition = queries.definition_of(version)
    if version.state != "draft":
        raise Refusal(
            N_("This version is published and does not change. Upload a new version instead."),
            field="file",
            code="version_published",
        )
    content = checked_file(name, content, definition.media, bool(definition.computed_lists))
    notes = list(version.notes)
    if name in definition.files.values() or definition.computed_lists:
        xml, there = bytes(version.xml), queries.files_of(version.id)
        found = checked_lists(xml, {name: content})
        notes = [one for one in notes if not (isinstance(one, dict) and one.get("file") == name)]
        notes += found
        sheet.refuse_costly_lists(name, xml, {**there, name: content})
    with transaction.atomic():
        if notes != version.notes:
            version.notes = notes
            version.touch()
            version.save(update_fields=["notes", "changed_at", "version"])
        file, _ = FormFile.objects.update_or_create(
            form_version=version, name=name, defaults={"content": content, "digest": md5(content)}
        )
        audit.log(
            user, "form.attach", "collection.Form", version.form_id, office_id=version.office_id
        )
    return file


def checked_lists(xml: bytes, files: Mapping[str, bytes]) -> list[attached.Note]:
    """Return remarks on attached lists. Raises Refusal for one that no phone could use."""
    if not files:
        return []
    return limits.run(attached.check_lists, xml, dict(files), name=", ".join(files))


def checked_file(
    name: str, content: bytes, media: Iterable[str], takes_any_csv: bool = False
) -> bytes:
    """Return a form's attachment as it is stored, pictures without metadata.

    Raises Refusal for a file that the form does not name, that is too large or not a picture.
    """
    if name not in media and not (takes_any_csv and name.lower().endswith(".csv")):
        raise Refusal(
            N_("The form does not name a file {name}. It names: {names}."),
            field="file",
            code="file_not_named",
            name=name,
            names=", ".join(media) or "–",
        )
    if len(content) > MOST_FILE_BYTES:
        raise Refusal(
            N_("{name} is larger than {most} MB. Make it smaller and attach it again."),
            field="file",
            code="file_too_large",
            name=name,
            most=MOST_FILE_BYTES // 1024 // 1024,
        )
    if pictures.is_picture(content):
        return limits.run(
            pictures.without_metadata, name, content, name=name, limits=pictures.LIMITS
        )
    return content


@transaction.atomic
def publish_version(user: User, version_id: UUID) -> FormVersion:
    """Publish a draft: from now on phones get it. Doing it twice changes nothing.

    Raises NotSeen, NotAllowed, and Refusal while a list is missing.
    """
    version = queries.version_visible_to(user, version_id)
    user = access.require(user, "form.design", version.office_id)
    if not VERSION_WORKFLOW.available(user, version):
        return version
    definition = queries.definition_of(version)
    there = set(version.files.values_list("name", flat=True))
    missing = sorted(set(definition.files.values()) - there)
    if missing:
        raise Refusal(
            N_("Attach {names} first: the form takes choices from it."),
            code="file_missing",
            names=", ".join(missing),
        )
    form = version.form
    # What was built in the browser and not changed since ends with it.
    BuiltForm.objects.filter(form=form, digest=version.digest).delete()
    same = form.versions.filter(state="published", name=version.name).first()
    if same is not None and same.digest == version.digest:
        version.delete()
        return same
    refuse_used_version(form, version.name, version.digest)
    form.title = definition.title
    form.touch()
    form.save(update_fields=["title", "changed_at", "version"])
    visible = queries.versions_visible_to(user)
    published: FormVersion = VERSION_WORKFLOW.perform(user, visible, version_id, "publish")
    return published


@transaction.atomic
def discard_draft(user: User, version_id: UUID) -> Form | None:
    """Delete a draft with its files; return its form, None where nothing of that is left.

    Raises NotSeen, NotAllowed; Refusal for a published version.
    """
    version = queries.version_visible_to(user, version_id)
    me = access.require(user, "form.design", version.office_id)
    if not VERSION_WORKFLOW.available(me, version):
        raise Refusal(
            N_("This version is published and does not change. Close the form instead."),
            code="version_published",
        )
    form, form_id, kept = version.form, version.form_id, True
    version.delete()
    if not form.versions.exists():
        try:
            with transaction.atomic():
                form.delete()
            kept = False
        except ProtectedError:  # a study counts on it
            pass
    audit.log(me, "form.discard", "collection.Form", form_id, office_id=version.office_id)
    return form if kept else None


def change_form_state(user: User, form_id: UUID, transition: str) -> Form:
    """Close a form to new submissions, or reopen it; existing submissions remain.

    Raises NotSeen, NotAllowed.
    """
    visible = access.scoped(Form.objects.all(), user, "form.read")
    form: Form = FORM_WORKFLOW.perform(user, visible, form_id, transition)
    return form
