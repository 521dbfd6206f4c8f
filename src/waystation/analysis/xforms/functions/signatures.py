"""A text signed by somebody, as on a card with a code that phones read."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from waystation.analysis.xforms.budget import spend
from waystation.analysis.xforms.xpath import Scope, Value, to_text

from .naming import xpath_function

SIGNATURE = 64  # bytes before the text


@xpath_function("extract-signed", least=2)
def extract_signed(scope: Scope, signed: Value, key: Value) -> Value:
    """The text that was signed (Ed25519), "" where the signature is not of this public key."""
    spend(SIGNATURE)
    try:
        content, public = (base64.b64decode(to_text(one), validate=True) for one in (signed, key))
        text = content[SIGNATURE:]
        Ed25519PublicKey.from_public_bytes(public).verify(content[:SIGNATURE], text)
        return text.decode()
    except (InvalidSignature, ValueError, binascii.Error):
        return ""
