"""Forms are uploaded, looked at as drafts, published, closed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from waystation.analysis.xforms import sheet
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import pictures
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import Form, FormFile, FormVersion

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

MOST_FILE_BYTES = 10 * 1024 * 1024


def md5(content: bytes) -> str:
    """Return the MD5 that the OpenRosa form list and manifest carry (not for security)."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def upload_form(
    user: User,
    office_id: UUID,
    name: str,
    content: bytes,
    files: Mapping[str, bytes] | None = None,
) -> FormVersion:
    """Keep an uploaded XLSForm or XForm as the draft of its form, replacing an older draft.

    Raises NotAllowed, and Refusal with the row and column of what is wrong.
    """
    user = access.require(user, "form.design", office_id)
    upload = sheet.read_safely(name, content, files)
    files = {
        name: checked_file(
            PurePath(name.replace("\\", "/")).name, body, upload.media, upload.computed_lists
        )
        for name, body in (files or {}).items()
    }
    stamp = now()
    with transaction.atomic():
        form = Form.objects.select_for_update().filter(
            organisation_id=user.organisation_id, key=upload.form_id
        ).first()  # fmt: skip
        if form is None:
            form = Form.objects.create(
                organisation_id=user.organisation_id,
                office_id=office_id,
                key=upload.form_id,
                title=upload.title,
                created_at=stamp,
                created_by=user,
                changed_at=stamp,
            )
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
        version = FormVersion.objects.create(
            organisation_id=user.organisation_id,
            office_id=office_id,
            form=form,
            name=upload.version,
            xml=upload.xml,
            digest=md5(upload.xml),
            workbook=content if upload.is_workbook else None,
            source_name=upload.source_name,
            notes=[str(note) for note in upload.warnings],
            created_at=stamp,
            created_by=user,
            changed_at=stamp,
        )
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
    version = queries.version_seen_by(user, version_id)
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
    if name in definition.files.values() or definition.computed_lists:
        there = queries.files_of(version.id)
        sheet.refuse_costly_lists(name, bytes(version.xml), {**there, name: content})
    with transaction.atomic():
        file, _ = FormFile.objects.update_or_create(
            form_version=version, name=name, defaults={"content": content, "digest": md5(content)}
        )
        audit.log(
            user, "form.attach", "collection.Form", version.form_id, office_id=version.office_id
        )
    return file


def checked_file(
    name: str, content: bytes, media: Iterable[str], takes_any_csv: bool = False
) -> bytes:
    """Return a file for a form as it is kept: a picture without what it tells in secret.

    Raises Refusal for a file that the form does not name, that is too large or no picture.
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


def publish_version(user: User, version_id: UUID) -> FormVersion:
    """Publish a draft: from now on phones get it. Doing it twice changes nothing.

    Raises NotSeen, NotAllowed, and Refusal while a list is missing.
    """
    with transaction.atomic():
        version = queries.version_seen_by(user, version_id)
        user = access.require(user, "form.design", version.office_id)
        if version.state == "published":
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
        same = version.form.versions.filter(state="published", name=version.name).first()
        if same is not None:
            if same.digest == version.digest:
                version.delete()
                return same
            refuse_used_version(version.form, version.name, version.digest)
        stamp = now()
        version.state, version.published_at, version.published_by = "published", stamp, user
        version.changed_at = stamp
        version.version += 1
        version.save()
        form = version.form
        form.title, form.changed_at = definition.title, stamp
        form.version += 1
        form.save(update_fields=["title", "changed_at", "version"])
        audit.log(
            user, "form.publish", "collection.Form", form.id,
            office_id=version.office_id, version=version.name[:60],
        )  # fmt: skip
    return version


def close_form(user: User, form_id: UUID) -> Form:
    """Stop taking submissions for a form. What was sent stays."""
    return _set_open(user, form_id, False)


def open_form(user: User, form_id: UUID) -> Form:
    """Take submissions again."""
    return _set_open(user, form_id, True)


def _set_open(user: User, form_id: UUID, is_open: bool) -> Form:
    with transaction.atomic():
        form = queries.form_seen_by(user, form_id)
        user = access.require(user, "form.design", form.office_id)
        if form.is_open != is_open:
            form.is_open, form.changed_at = is_open, now()
            form.version += 1
            form.save(update_fields=["is_open", "changed_at", "version"])
            verb = "form.open" if is_open else "form.close"
            audit.log(user, verb, "collection.Form", form.id, office_id=form.office_id)
    return form
