"""Django's settings. What an office may change comes from the environment, through env.py."""

from __future__ import annotations

from typing import Any

from waystation.foundation.shared import periods
from waystation.site.config import env, library

library.use_safe_sqlite()

from csp.constants import NONE, SELF  # noqa: E402  the library above must come first
from django.utils.translation import gettext_lazy as _  # noqa: E402

ROOT = env.ROOT
STATE = env.state_folder()
DEBUG = env.flag("DEBUG")
DEMONSTRATION = env.flag("DEMONSTRATION") or (STATE / "demonstration").exists()
SECRET_KEY = env.kept_secret("SECRET_KEY").hex()
MASTER_KEY = env.kept_secret("MASTER_KEY")
ALLOWED_HOSTS = env.listed("HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.listed("ORIGINS")
SERVED_OVER_HTTPS = env.flag("HTTPS")
# The tests' own clock: a file that holds the moment it is. Heard only where the house is told
# in so many words that it is under test; no office sets this.
if env.flag("UNDER_TEST") and env.text("CLOCK"):
    periods.follow(env.text("CLOCK"))

# Every room is one Django app. Lower floors first.
ROOMS = [
    "waystation.foundation.access",
    "waystation.foundation.documents",
    "waystation.foundation.tasks",
    "waystation.registry.reference",
    "waystation.registry.people",
    "waystation.registry.organisations",
    "waystation.registry.collection",
    "waystation.services.centres",
    "waystation.services.tracking",
    "waystation.governance.knowledge",
    "waystation.governance.results",
    "waystation.governance.network",
    "waystation.site.ui",
    "waystation.site.public",
    "waystation.site.api",
]
INSTALLED_APPS = [
    "waystation.site.config.apps.BackRoomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "waystation.site.config.apps.ConfigConfig",
    *[room for room in ROOMS if (env.ROOT / "src" / room.replace(".", "/") / "apps.py").exists()],
]
MIDDLEWARE = [
    "waystation.site.config.faults.Headers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "waystation.foundation.access.http.UploadLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waystation.site.config.faults.Faults",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "waystation.foundation.access.http.Door",
    "waystation.foundation.access.http.SecondFactor",
    "waystation.foundation.access.http.RefusalPages",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "waystation.site.config.urls"
WSGI_APPLICATION = "waystation.site.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(ROOT / "src/waystation/site/ui/templates")],  # before the libraries' own
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
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People who sign in
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
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "waystation.foundation.access.http.Accounts"
SOCIALACCOUNT_ADAPTER = "waystation.foundation.access.http.OutsideAccounts"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts these, for each name and address
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
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_CALLABLE = "waystation.foundation.access.http.locked_out"
AXES_USERNAME_CALLABLE = "waystation.foundation.access.http.axes_name"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Counters of rate limits live in the database, shared by every process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_counters",
    }
}

# Sessions end after half an hour without work, and after twelve hours in any case.
SESSION_ENGINE = "waystation.foundation.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SERVED_OVER_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_OVER_HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURITY_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), "
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
# New records are refused while less than this of the disk is free.
DISK_RESERVE_PER_CENT = float(env.text("DISK_RESERVE_PER_CENT", "5"))

# Languages. Translators write Serbian in Cyrillic; Latin is generated from it.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sr-latn", "Srpski"),
    ("ar", "العربية"),
]
STAFF_LANGUAGES = ["en", "sq", "sr", "sr-latn"]
LOCALE_PATHS = [str(ROOT / "src/waystation/site/ui/locale")]
FORMAT_MODULE_PATH = "waystation.site.ui.formats"
LANGUAGE_COOKIE_NAME = "language"
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
        "inter": "@fontsource-variable/inter/files",
        "vazirmatn": "@fontsource-variable/vazirmatn/files",
    }.items()
    if (NODE_MODULES / folder).exists()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = str(STATE / "files")

# The wording that every page footer and document carries.
UNSCR_1244_NOTE = _(
    "References to Kosovo shall be understood in the context of "
    "United Nations Security Council resolution 1244 (1999)."
)
BOUNDARY_NOTE = _(
    "The boundaries and names shown do not imply official endorsement or acceptance "
    "by the United Nations."
)

# How news travels up: lower rooms are named here, never import the upper ones.
# Facts: source key -> the module of the room that declares it.
FACT_SOURCES: dict[str, str] = {
    "centres.visits": "waystation.services.centres.facts.VISITS",
    "centres.profiles": "waystation.services.centres.facts.PROFILES",
    "centres.sessions": "waystation.services.centres.facts.SESSIONS",
    "centres.attendance": "waystation.services.centres.facts.ATTENDANCE",
    "network.meetings": "waystation.governance.network.facts.MEETINGS",
    "network.decisions": "waystation.governance.network.facts.DECISIONS",
    "network.actions": "waystation.governance.network.facts.ACTIONS",
    "network.answers": "waystation.governance.network.facts.ANSWERS_OF_UNKT",
}
# Where the record behind a figure can be opened: its name in the audit trail -> address name.
RECORD_PAGES: dict[str, str] = {
    "centres.Visit": "centres:visit",
    "centres.Profile": "centres:profile",
    "centres.Session": "centres:session",
    "network.Meeting": "network:meeting",
    "network.Decision": "network:decision",
    "network.Action": "network:action",
    "network.Recommendation": "network:recommendation",
}
# Where the text behind a refusal can be read: a paragraph of the Terms of Reference, a rule
# of the house.
RULE_PAGES: dict[str, str] = {
    "paragraph": "network:terms",
    "house_rule": "network:house_rules",
}
# Forms: form key -> dotted path of the handler that turns a submission into a record.
FORM_HANDLERS: dict[str, str] = {"centre_visit": "waystation.services.centres.intake.handle"}
# People: what other rooms show of a person, move on a merge, erase and hand out. The value is
# the dotted path of a function; foundation/shared/timeline.py has the four signatures.
TIMELINE_SOURCES: dict[str, str] = {"centres": "waystation.services.centres.queries.timeline_of"}
# What other rooms offer on a person's page: address name, whether the person is part of the
# address (else ?person=), label, permission in the person's office.
PERSON_DOORS: list[tuple[str, bool, str, str]] = [
    ("centres:visit_new", False, "Record a visit", "visit.record"),
    ("centres:profile_new", True, "Daily profile", "visit.record"),
    ("centres:wait", False, "Put on the waiting list", "visit.record"),
]
PERSON_HOLDERS: dict[str, str] = {"centres": "waystation.services.centres.actions.move_person"}
ERASERS: dict[str, str] = {"centres": "waystation.services.centres.actions.erase_person"}
PERSON_EXPORTS: dict[str, str] = {"centres": "waystation.services.centres.queries.export_of"}
# Rooms with sealed compartments: whom linkage may not look at (people/queries/linking.py).
LINKAGE_SEALED: dict[str, str] = {}
# A person's file is kept this long after the last contact, then erased (see docs/operations.md).
PEOPLE_KEPT_YEARS = 5
# Snapshots of a form's answers that nothing names any more are deleted after so many days; these
# functions say which ones an organisation's estimates and editions name (docs/operations.md).
SNAPSHOTS_KEPT_DAYS = 90
SNAPSHOT_NAMERS: dict[str, str] = {
    "tracking": "waystation.services.tracking.queries.snapshots_named",
    "results": "waystation.governance.results.queries.snapshots_named",
}
# Findings: where a report may take survey findings from.
FINDING_SOURCES: dict[str, str] = {
    "tracking": "waystation.services.tracking.queries.finding",
}

# Sections of reports that rooms write from their own records, and rooms that keep reports:
# both are functions; governance/results/queries/sections.py and rules/guards.py say of what.
SECTION_SOURCES: dict[str, str] = {
    "network": "waystation.governance.network.queries.sections.section",
}
REPORT_GUARDS: dict[str, str] = {
    "network": "waystation.governance.network.queries.reports.refusal_of_act",
}

# E-mail: through WAYSTATION_EMAIL, else kept in the house's outbox, and pages say so.
globals().update(env.mail())
MAIL_LEAVES = bool(env.text("EMAIL"))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM") or "waystation@localhost"
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
HOUSE_ADDRESS = (env.listed("ORIGINS") or [""])[0].rstrip("/")

# Long work: kind -> dotted path of a function (user, argument, file, tell) -> what came of it.
# A worker dies with its lease: another one takes the task again, so each bears being begun twice.
TASKS: dict[str, str] = {
    "pack.add": "waystation.registry.reference.tasks.add_pack",
    "study.estimate": "waystation.services.tracking.tasks.estimate",
    "report.publish": "waystation.governance.results.tasks.publish",
    "network.mail": "waystation.governance.network.tasks.mail",
}
TASK_LEASE_SECONDS = 120.0
# What the worker does each morning: dotted paths of functions. Each bears being called again.
DAILY: list[str] = [
    "waystation.governance.network.tasks.remind",
    "waystation.governance.network.tasks.forget_addresses",
    "waystation.registry.collection.tasks.delete_old_snapshots",
]
DAILY_FROM_HOUR = 7
# From how much on it is done in the background, not while the page waits.
LONG_PACK_BYTES = 1024 * 1024
LONG_ESTIMATE_ROWS = 2000
LONG_REPORT_BLOCKS = 30

# What `./waystation verify` proves besides the audit trail: name -> function that returns
# (how many were checked, list of problems).
VERIFIERS: dict[str, str] = {
    "Report editions": "waystation.governance.results.queries.verified_editions",
}

# Where the reference data of the project lie, if they do; packs and the demonstration use it.
DATA_FOLDER = env.text("DATA") or str(ROOT.parent / "shared" / "data")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "waystation.foundation.shared.logs.NoSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django names the address of what it refuses or what fails: hidden wherever it is written to.
    "loggers": {
        name: {"filters": ["secrets"]}
        for name in ("django.request", "django.security.csrf", "django.server")
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
