"""E-mail about accounts: plain text from templates/access/mail, in the reader's language."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

logger = logging.getLogger(__name__)


def send(address: str, language: str, template: str, **context: Any) -> bool:
    """Send one message; its first line is the subject. Return whether it was sent.

    Call it after the change has been committed: a mail server that does not answer must neither
    block other writers nor undo the change.
    """
    with override(language):
        text = render_to_string(f"access/mail/{template}.txt", {**context, "site": site()})
    subject, _, body = text.strip().partition("\n")
    try:
        send_mail(" ".join(subject.split()), body.strip() + "\n", None, [address])
    except (SMTPException, OSError) as problem:
        logger.warning("An e-mail about an account did not leave: %s", problem)
        return False
    return True


def site() -> str:
    """Return this site's base URL for links in e-mail."""
    return settings.SITE_ADDRESS or settings.LOCAL_ADDRESS
