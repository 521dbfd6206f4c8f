"""The product's settings, and the few that are different while tests run."""

from waystation.site.config.settings import *  # noqa: F403

# Scrypt takes a tenth of a second on purpose; a test that signs in need not wait for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_REQUIRED = False
# Static files are looked up when a test asks for one, not listed for each test's client.
WHITENOISE_AUTOREFRESH = True
