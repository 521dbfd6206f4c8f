"""XML from outside is read once where it is short and plain, and refused where it is not."""

import pytest

from waystation.analysis.xforms import xmlsafe
from waystation.foundation.shared.errors import Refusal

BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'


def deep(levels):
    return b"<a>" * levels + b"</a>" * levels


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB.encode(), "xml_bomb"),
        (BOMB.encode("utf-16"), "xml_bomb"),
        (BOMB.encode("utf-16-le"), "xml_bomb"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + BOMB.encode(), "xml_bomb"),
        (b'<?xml version="1.0" encoding="latin-1"?>' + BOMB.encode(), "xml_bomb"),
        (b"\xef\xbb\xbf" + BOMB.encode(), "xml_bomb"),
        (deep(201), "xml_too_deep"),
        (deep(2000), "xml_too_deep"),
        (b"<d>" + b"<a/>" * 60 + b"</d>", "xml_too_many"),
        (b"<d " + b" ".join(b'a%d=""' % n for n in range(60)) + b"/>", "xml_too_many"),
        (b"<d>", "xml_unreadable"),
        (b"<d>\xff</d>", "xml_unreadable"),
        ("<d><\U0001f642/></d>".encode(), "xml_unreadable"),
        (b"", "xml_unreadable"),
    ],
)
def test_what_is_dangerous_or_broken_is_refused(content, code):
    with pytest.raises(Refusal) as refused:
        xmlsafe.read(content, "This submission", 1000 if "deep" in code else 50)

    assert refused.value.code == code


def test_an_encoding_that_hides_a_declaration_is_not_taken_for_plain():
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d+AD4-<d/>'

    assert not xmlsafe.is_plain(hidden, 1000)
    assert not xmlsafe.is_plain("<?xml version='1.0'?><d/>".encode("utf-16-be"), 1000)
    assert not xmlsafe.is_plain(b'<?xml version="1.0" encoding="IBM037"?><d/>', 1000)


@pytest.mark.parametrize(
    "content",
    [
        deep(200),
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<d>ë</d>'.encode(),
        b"<?xml version='1.0' ?><d><a x='1'/></d>",
        b"<d>plain</d>",
    ],
)
def test_what_is_plain_is_read_once(content, monkeypatch):
    monkeypatch.setattr(xmlsafe, "Spotter", None)

    assert xmlsafe.read(content, "This submission").tag in {"a", "d"}
