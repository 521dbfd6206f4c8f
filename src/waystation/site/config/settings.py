"""Django settings. Whatever an office can configure comes from the environment (env.py)."""

from __future__ import annotations

from typing import Any

from waystation.foundation.shared import periods
from waystation.site.config import env, library

library.use_safe_sqlite()

from csp.constants import NONE, SELF  # noqa: E402  the library above must come first
from django.utils.translation import gettext_lazy as _  # noqa: E402

from .languages import LANGUAGE_CODE, LANGUAGES, LANGUAGES_BIDI, STAFF_LANGUAGES  # noqa: E402, F401

ROOT = env.ROOT
STATE = env.state_folder()
DEBUG = env.flag("DEBUG")
DEMONSTRATION = env.flag("DEMONSTRATION") or (STATE / "demonstration").exists()
SECRET_KEY = env.stored_secret("SECRET_KEY").hex()
MASTER_KEY = env.stored_secret("MASTER_KEY")
AUDIT_KEY = env.stored_secret("AUDIT_KEY")
HEAD_KEY = env.stored_secret("HEAD_KEY")
ALLOWED_HOSTS = env.read_list("HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.read_list("ORIGINS")
SERVED_OVER_HTTPS = env.flag("HTTPS")
# IP addresses or networks of our own proxies: X-Forwarded-For is trusted from these only.
TRUSTED_PROXIES = env.read_list("PROXIES")
# A clock for tests: read the current time from the file in WAYSTATION_CLOCK. Ignored unless
# WAYSTATION_UNDER_TEST is set, which no installation in use does.
if env.flag("UNDER_TEST") and env.text("CLOCK"):
    periods.follow(env.text("CLOCK"))

# Each entry is one Django app, lower layers first.
APPS = [
    "waystation.foundation.audit",
    "waystation.foundation.access",
    "waystation.foundation.documents",
    "waystation.foundation.records",
    "waystation.foundation.tasks",
    "waystation.foundation.workflow",
    "waystation.foundation.messaging",
    "waystation.foundation.pages",
    "waystation.registry.reference",
    "waystation.registry.people",
    "waystation.registry.privacy",
    "waystation.registry.organisations",
    "waystation.registry.directory",
    "waystation.registry.referrals",
    "waystation.registry.collection",
    "waystation.registry.appointments",
    "waystation.registry.factsheets",
    "waystation.registry.feedback",
    "waystation.registry.skills",
    "waystation.registry.imports",
    "waystation.services.recruitment",
    "waystation.services.centres",
    "waystation.services.pathways",
    "waystation.services.diaspora",
    "waystation.services.tracking",
    "waystation.services.labour",
    "waystation.governance.knowledge",
    "waystation.governance.results",
    "waystation.governance.boards",
    "waystation.governance.reports",
    "waystation.governance.programmes",
    "waystation.governance.policies",
    "waystation.governance.network",
    "waystation.governance.meetings",
    "waystation.governance.statements",
    "waystation.governance.workplans",
    "waystation.governance.advice",
    "waystation.governance.unkt_reports",
    "waystation.site.ui",
    "waystation.site.public",
    "waystation.site.offline",
    "waystation.site.api",
]
INSTALLED_APPS = [
    "waystation.site.config.apps.BackRoomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",  # the library's list of passkeys is written with it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "waystation.site.config.apps.ConfigConfig",
    *[app for app in APPS if (env.ROOT / "src" / app.replace(".", "/") / "apps.py").exists()],
    "django.forms",  # last, so that our own widget templates take precedence
]


class NoMigrations(dict[str, None]):
    """Skips all migrations, so that an empty database gets its tables in one step (up.py)."""

    def __contains__(self, label: object) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations() if env.flag("TABLES_AT_ONCE") else {}
MIDDLEWARE = [
    "waystation.site.config.faults.Headers",
    "django.middleware.security.SecurityMiddleware",
    "waystation.site.config.faults.Policy",
    "waystation.foundation.access.http.NotStored",
    "waystation.foundation.access.http.PageMethods",
    "waystation.foundation.access.http.UploadLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waystation.site.config.preparing.Preparing",
    "waystation.site.config.faults.Faults",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "waystation.foundation.access.http.Channel",
    "waystation.foundation.access.http.SecondFactor",
    "waystation.foundation.access.files.FilesAreLogged",
    "waystation.foundation.access.http.RefusalPages",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "waystation.site.config.urls"
WSGI_APPLICATION = "waystation.site.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(ROOT / "src/waystation/site/ui/templates")],  # before the libraries' templates
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "waystation.site.ui.http.frame",
            ],
        },
    }
]
# Find our select.html before Django's: it has one loop instead of two includes per option.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Authentication
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "waystation.foundation.access.backends.Password",
    "waystation.foundation.access.backends.Office",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "waystation.foundation.access.passwords.WordsOfTheOffice"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "waystation.foundation.access.adapters.Accounts"
SOCIALACCOUNT_ADAPTER = "waystation.foundation.access.adapters.OutsideAccounts"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # send no e-mail to addresses without an account
ACCOUNT_RATE_LIMITS = {
    "login": None,  # an office has one IP address: axes counts failures, also by account
    # Codes of the second factor, per account; axes counts wrong passwords.
    "login_failed": "10/15m/key,25/d/key",
    "reset_password": "10/h/ip,10/d/key",
    "reset_password_from_key": "20/h/ip",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Also creates the links of invitations (access/actions/accounts.py).
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation has verified it; foundation/access changes it
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_ADAPTER = "waystation.foundation.access.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_OVER_HTTPS
MFA_TOTP_ISSUER = "Waystation"
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR", default=not DEMONSTRATION)
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": (
            [
                {
                    "provider_id": env.text("OIDC_ID", "office"),
                    "name": env.text("OIDC_NAME", "Office account"),
                    "client_id": env.text("OIDC_CLIENT"),
                    "secret": env.text("OIDC_SECRET"),
                    "settings": {"server_url": env.text("OIDC_SERVER")},
                }
            ]
            if env.text("OIDC_SERVER")
            else []
        )
    }
}
# Lockout times after repeated failures: foundation/access/lockout.py and rules.
AXES_HANDLER = "waystation.foundation.access.lockout.Lockout"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 24  # hours after which failures are forgotten
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # failures that a sign-in resets
AXES_CLIENT_IP_CALLABLE = "waystation.foundation.access.addresses.counted_address"
AXES_LOCKOUT_CALLABLE = "waystation.foundation.access.http.locked_out"
AXES_USERNAME_CALLABLE = "waystation.foundation.access.lockout.name_typed"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Rate-limit counters are stored in the database, which all processes share.
MEMORY = "dummy.DummyCache" if DEBUG else "locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": "waystation.foundation.access.caches.JsonCache"},
    # Parts of base.html that are the same for all users with one set of permissions; while
    # templates are edited (DEBUG), they are rendered each time.
    "fragments": {
        "BACKEND": f"django.core.cache.backends.{MEMORY}",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# Sessions end after 30 minutes of inactivity, and after twelve hours in any case.
SESSION_ENGINE = "waystation.foundation.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
# Browsers accept a __Host- cookie only from this host, over HTTPS, and for all paths.
OF_THIS_HOST = "__Host-" if SERVED_OVER_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{OF_THIS_HOST}sessionid", f"{OF_THIS_HOST}csrftoken"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SERVED_OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_OVER_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_OVER_HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURITY_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
        "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), serial=(), usb=(), publickey-credentials-get=(self), "
        "publickey-credentials-create=(self)"
    ),
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# New records are refused while less than this share of the disk is free.
DISK_RESERVE_PER_CENT = float(env.text("DISK_RESERVE_PER_CENT", "5"))

# Translations, and the time zone of the office
LOCALE_PATHS = [str(ROOT / "src/waystation/site/ui/locale")]
FORMAT_MODULE_PATH = "waystation.site.ui.formats"
LANGUAGE_COOKIE_NAME = f"{OF_THIS_HOST}language"
USE_I18N = True
TIME_ZONE = "Europe/Belgrade"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = str(STATE / "static")
(STATE / "static").mkdir(exist_ok=True)
NODE_MODULES = env.ROOT / "node_modules"
STATICFILES_DIRS = [
    (f"vendor/{name}", str(NODE_MODULES / folder))
    for name, folder in {
        "htmx": "htmx.org/dist",
        "vega": "vega/build",
        "vega-lite": "vega-lite/build",
        "vega-embed": "vega-embed/build",
        "vega-interpreter": "vega-interpreter/build",
        "prosemirror": ".bundled/prosemirror",
        "inter": "@fontsource-variable/inter/files",
        "vazirmatn": "@fontsource-variable/vazirmatn/files",
    }.items()
    if (NODE_MODULES / folder).exists()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = str(STATE / "files")
# Distinct live queries per day for a reader who may not open the underlying records.
LIVE_QUESTIONS_PER_DAY = int(env.text("LIVE_QUESTIONS_PER_DAY", "1000"))

# The disclaimers in every page footer and document.
UNSCR_1244_NOTE = _(
    "References to Kosovo shall be understood in the context of "
    "United Nations Security Council resolution 1244 (1999)."
)
BOUNDARY_NOTE = _(
    "The boundaries and names shown do not imply official endorsement or acceptance "
    "by the United Nations."
)

# Personal files are erased this long after the last contact (docs/operations.md).
PEOPLE_KEPT_YEARS = 5
# Snapshots of answers that nothing refers to are deleted after this many days.
SNAPSHOTS_KEPT_DAYS = 90

# Without WAYSTATION_EMAIL, messages are stored in the outbox folder, and pages say so.
globals().update(env.mail())
MAIL_LEAVES = bool(env.text("EMAIL"))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM") or "waystation@localhost"
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
# HTTPS gateway for text messages: receives {"to": …, "text": …} for each reminder.
REMINDER_WEBHOOK = env.text("REMINDER_WEBHOOK")
SITE_ADDRESS = (env.read_list("ORIGINS") or [""])[0].rstrip("/")
# What links of e-mail begin with where no origin is set: `./waystation up` names its port.
LOCAL_ADDRESS = f"http://localhost:{env.text('PORT') or '8000'}"

# A worker that dies loses its lease, and another worker takes the task.
TASK_LEASE_SECONDS = 120.0
DAILY_FROM_HOUR = 7
# Work above these sizes runs as a background task, not in the request.
LONG_PACK_BYTES = 1024 * 1024
LONG_FORM_BYTES = 40 * 1024  # a workbook of 1,300 rows has 150 kB and takes 14 to 30 s
LONG_ESTIMATE_ROWS = 2000
LONG_REPORT_BLOCKS = 60

# Where copies of the audit log's signed head are sent each day, so that one is stored outside this
# machine: folders on other machines, e-mail addresses, web addresses (https).
HEAD_TARGETS: dict[str, list[str]] = {
    "folder": env.read_list("HEAD_FOLDER"),
    "email": env.read_list("HEAD_EMAIL"),
    "web": env.read_list("HEAD_WEB"),
}

# Folder of the project's reference data, if present; used by packs and the demonstration.
DATA_FOLDER = env.text("DATA") or str(ROOT.parent / "shared" / "data")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "secrets": {"()": "waystation.foundation.shared.logs.NoSecrets"},
        # The progress page answers 503 while an installation is prepared: not a fault.
        "faults": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 0) != 503,
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django logs the URLs of refused and failed requests: hide the secrets in them.
    "loggers": {
        name: {"filters": ["secrets", "faults"]}
        for name in ("django.request", "django.security.csrf", "django.server")
    },
}
