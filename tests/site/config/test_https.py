"""What changes where the office speaks HTTPS: cookies, HSTS, the proxy, the way to the database."""

import json
import os
import re
import subprocess
import sys

import pytest

from waystation.site.config import env

ASK = """
import json
from waystation.site.config import settings as s
print(json.dumps({name: getattr(s, name) for name in dir(s) if name.isupper() and isinstance(
    getattr(s, name), (str, int, bool))}))
"""
CADDYFILE = (env.ROOT / "deploy" / "Caddyfile").read_text()


@pytest.fixture(scope="module")
def settings_with_https(tmp_path_factory):
    environment = {
        **os.environ,
        "WAYSTATION_HTTPS": "1",
        "WAYSTATION_STATE": str(tmp_path_factory.mktemp("https")),
        "PYTHONPATH": str(env.ROOT / "src"),
    }
    found = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(found.stdout)


def test_cookies_are_of_this_host_and_of_https_alone(settings_with_https):
    names = [settings_with_https[f"{one}_COOKIE_NAME"] for one in ("SESSION", "CSRF", "LANGUAGE")]

    assert [name for name in names if not name.startswith("__Host-")] == []
    assert settings_with_https["SESSION_COOKIE_SECURE"] is True
    assert settings_with_https["CSRF_COOKIE_SECURE"] is True


def test_cookies_of_single_paths_have_the_prefix_of_https(settings):
    from waystation.foundation.access.browsers import cookie_name

    plain = cookie_name("device")
    settings.SESSION_COOKIE_SECURE = True

    assert (plain, cookie_name("device")) == ("device", "__Secure-device")


def test_browsers_are_required_to_use_https_for_a_year(settings_with_https):
    assert settings_with_https["SECURE_HSTS_SECONDS"] >= 31536000
    assert settings_with_https["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_the_proxy_redirects_pages_and_refuses_programs_without_https():
    plain = re.search(r"^http://\{\$WAYSTATION_HOST[^{]*\} \{(.*?)^\}", CADDYFILE, re.S | re.M)[1]

    assert re.search(r"@programs path /api/\* /forms/key/\*", plain)
    assert re.search(r'respond @programs "[^"]+" 403', plain)
    assert "redir https://{host}{uri}" in plain


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://u:p@db.example.org/w", "require"),
        ("postgresql://u:p@10.0.0.5:5433/w?sslmode=verify-full", "verify-full"),
        ("postgresql://u:p@127.0.0.1/w", None),
        ("postgresql://u:p@/w?host=/run/postgresql", None),
    ],
)
def test_a_database_on_another_machine_is_accessed_over_tls(address, mode, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address)

    assert env.database()["OPTIONS"].get("sslmode") == mode
