"""The OpenRosa 1.0 endpoints for ODK Collect and KoboCollect.

They serve the list of forms, a form and its files, and accept submissions. A phone authenticates
with the token in its URL.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree
from multipart import MultipartError, MultipartParser, parse_options_header

from waystation.foundation.access.http import in_words
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, queries
from waystation.registry.collection.actions.files import ReceivedFile

if TYPE_CHECKING:
    from waystation.registry.collection.models import AppUser

XML = "text/xml; charset=utf-8"
LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
MOST_PARTS = 500
View = Callable[..., HttpResponse]


def answer(body: bytes | str = b"", status: int = 200, content_type: str = XML) -> HttpResponse:
    """Return an answer with the headers that OpenRosa asks of every one."""
    response = HttpResponse(body, status=status, content_type=content_type)
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(settings.UPLOAD_MAX_BYTES)
    response["Date"] = http_date(now().timestamp())
    response["Cache-Control"] = "no-store"
    return response


def message(text: str, status: int, nature: str = "") -> HttpResponse:
    """Return a sentence the way phones show it."""
    return answer(_message(text, nature), status)


@lru_cache(maxsize=256)
def _message(text: str, nature: str) -> bytes:
    root = etree.Element(f"{{{RESPONSE}}}OpenRosaResponse", nsmap=plainly(RESPONSE))
    child = etree.SubElement(root, f"{{{RESPONSE}}}message")
    child.set("nature", nature)
    child.text = text
    return to_xml(root)


def plainly(namespace: str) -> Any:
    """Return the map that writes a namespace without a prefix, as phones expect it."""
    return {None: namespace}


def to_xml(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def too_large() -> HttpResponse:
    """Refuse a submission that is too large, before reading it."""
    most = settings.UPLOAD_MAX_BYTES // 1024 // 1024
    return message(
        _("This is larger than {most} MB. Send smaller pictures or fewer at once.").format(
            most=most
        ),
        413,
        "error",
    )


def phone(view: View) -> View:
    """Authenticate a phone by its token, and turn refusals into OpenRosa answers."""

    @csrf_exempt
    @wraps(view)
    def inside(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES:
            return too_large()
        with audit.channel("phone"):
            try:
                return view(request, queries.app_user_of(token), token, **kwargs)
            except Refusal as refusal:
                return message(in_words(refusal), refusal.status, "error")

    return inside


def address(request: HttpRequest, name: str, *arguments: object) -> str:
    return request.build_absolute_uri(reverse(f"collection:{name}", args=arguments))


@phone
@require_http_methods(["GET", "HEAD"])
def form_list(request: HttpRequest, app_user: AppUser, token: str) -> HttpResponse:
    """List the forms that a phone may fill in, with hashes that announce new versions."""
    root = etree.Element(f"{{{LIST}}}xforms", nsmap=plainly(LIST))
    wanted = request.GET.get("formID")
    for version in queries.versions_for_phone(app_user):
        if wanted and version.form.key != wanted:
            continue
        form = etree.SubElement(root, f"{{{LIST}}}xform")
        fields = {
            "formID": version.form.key,
            "name": version.form.title,
            "version": version.name,
            "hash": f"md5:{version.digest}",
            "downloadUrl": address(request, "phone-form", token, version.id),
        }
        if version.file_count:  # type: ignore[attr-defined]
            fields["manifestUrl"] = address(request, "phone-manifest", token, version.id)
        for name, text in fields.items():
            etree.SubElement(form, f"{{{LIST}}}{name}").text = text
    return answer(to_xml(root))


@phone
@require_http_methods(["GET", "HEAD"])
def form(request: HttpRequest, app_user: AppUser, token: str, version: UUID) -> HttpResponse:
    """Send the form itself."""
    return answer(bytes(queries.version_for_phone(app_user, version).xml))


@phone
@require_http_methods(["GET", "HEAD"])
def manifest(request: HttpRequest, app_user: AppUser, token: str, version: UUID) -> HttpResponse:
    """List the files of a form, with their hashes."""
    root = etree.Element(f"{{{MANIFEST}}}manifest", nsmap=plainly(MANIFEST))
    for file in queries.files_for_phone(app_user, version):
        entry = etree.SubElement(root, f"{{{MANIFEST}}}mediaFile")
        fields = {
            "filename": file.name,
            "hash": f"md5:{file.digest}",
            "downloadUrl": address(request, "phone-file", token, version, file.name),
        }
        for name, text in fields.items():
            etree.SubElement(entry, f"{{{MANIFEST}}}{name}").text = text
    return answer(to_xml(root))


@phone
@require_http_methods(["GET", "HEAD"])
def file(
    request: HttpRequest, app_user: AppUser, token: str, version: UUID, name: str
) -> HttpResponse:
    """Send a file of a form."""
    for one in queries.files_for_phone(app_user, version):
        if one.name == name:
            return answer(bytes(one.content), content_type="application/octet-stream")
    raise queries.not_seen(N_("file"))


def parts_of(request: HttpRequest) -> tuple[bytes | None, dict[str, ReceivedFile]]:
    """Return the XML of a submission and the files sent with it, by name.

    Raises MultipartError. For a few kilobytes Django's own parser takes ten times as long.
    """
    content: bytes | None = None
    files: dict[str, ReceivedFile] = {}
    kind, options = parse_options_header(request.META.get("CONTENT_TYPE", ""))
    if kind != "multipart/form-data":
        return content, files
    most = settings.UPLOAD_MAX_BYTES
    parts = MultipartParser(
        request,
        options.get("boundary", ""),
        part_limit=MOST_PARTS,
        spool_limit=most,  # all of it is read into memory anyway
        memory_limit=most,
    )
    for part in parts:
        if part.name == "xml_submission_file":
            content = part.raw
        elif part.filename:
            files[part.filename] = ReceivedFile(part.raw, part.content_type)
    return content, files


@phone
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, app_user: AppUser, token: str) -> HttpResponse:
    """Receive a submission. HEAD says where to send it; 201 means that it is stored."""
    here = request.build_absolute_uri(request.path)
    if request.method == "HEAD":
        response = answer(status=204)
        response["Location"] = here
        return response
    try:
        content, files = parts_of(request)
    except MultipartError:
        return message(
            _("The parts of this submission cannot be read. Send the form again."), 400, "error"
        )
    if content is None:
        return message(
            _("The part xml_submission_file is missing. Send the form again."), 400, "error"
        )
    kept, made = actions.receive_submission(app_user.user, content, files, app_user)
    if made and kept.rival_of_id is not None:  # the phone says so; sent again, it is stored
        return message(
            _(
                "This submission has already been corrected on another phone. Your "
                "correction is saved too. The office compares both and decides."
            ),
            409,
            "error",
        )
    if made and kept.state == "held":
        text = _("Received. Some answers break the form's rules; the office will look at them.")
    elif made:
        text = _("Received. Thank you.")
    else:
        text = _("Received before; nothing was lost or counted twice.")
    response = message(text, 201, "submit_success")
    response["Location"] = here
    return response
