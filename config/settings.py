"""Every setting, in one file. Values come from the environment (.env.example lists them)."""

import contextlib
import os
from pathlib import Path
from wsgiref.headers import Headers

from django.utils.csp import CSP
from environs import Env

ROOT = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(ROOT / ".env", recurse=False)

DEMO = env.bool("DEMO", False)
"""Serves the demo: one-click sign-in page at /demo/, clock that may be advanced."""
DEBUG = env.bool("DEBUG", False)
VAR = Path(env.str("VAR_DIR", str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """From SECRET_KEY, else made once and kept in VAR_DIR, readable by its owner only."""
    import secrets

    given = env.str("SECRET_KEY", "")
    if given:
        return given
    kept = VAR / "secret-key"
    if not kept.exists():  # two processes may start at once: the first to finish names it
        drawn = VAR / f"secret-key.{os.getpid()}"
        drawn.touch(mode=0o600)
        drawn.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(drawn, kept)
        drawn.unlink()
    return kept.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
"""Where the public finds this installation: written in e-mails and QR codes."""
HTTPS = SITE_URL.startswith("https://")
STATE_IDENTITY = env.bool("STATE_IDENTITY", False)
"""True only on a site of the State: Marianne, bloc-marque (circulaire 6411-SG of 7 July 2023)."""

LAW_FILE = env.str("LAW_FILE", "")
"""Rows of law that win over those shipped (programme/agreement/data/law.toml)."""

FIELD_KIT = env.str("FIELD_KIT", "")
"""Set by `field_kit serve` on the laptop of a hall: the signs that receipts given there begin with.
Only what is brought home afterwards may then be done (windows/upkeep/hall.py)."""
KIT_PASSPHRASE = env.str("KIT_PASSPHRASE", "")
"""What opens the bundle that `manage.py field_kit` is given; asked when empty."""

SIREN_API = env.str("SIREN_API", "")
"""Address of the State's directory of firms; empty, firms are not checked."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    # The rooms, in the order of the story.
    "atelier_local.ground.ui",
    "atelier_local.ground.files",
    "atelier_local.ground.journal",
    "atelier_local.ground.live",
    "atelier_local.programme.territories",
    "atelier_local.programme.people",
    "atelier_local.programme.agreement",
    "atelier_local.programme.ateliers",
    "atelier_local.programme.thread",
    "atelier_local.programme.governance",
    "atelier_local.steps.application",
    "atelier_local.steps.competition",
    "atelier_local.steps.contract",
    "atelier_local.steps.framing",
    "atelier_local.steps.workshops",
    "atelier_local.steps.wall",
    "atelier_local.steps.evidence",
    "atelier_local.steps.strategy",
    "atelier_local.steps.financing",
    "atelier_local.steps.roadmap",
    "atelier_local.steps.deliverables",
    "atelier_local.windows.public",
    "atelier_local.windows.upkeep",
    "atelier_local.windows.home",
    "atelier_local.windows.story",
    "django.forms",  # the widgets that the ui room does not draw itself
]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # tries to guess and forms sent: none forgotten early
    }
}

# All synchronous, as the views are. Static files are answered before them (config/asgi.py).
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "atelier_local.ground.ui.once.Once",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "atelier_local.ground.files.failing.NotComposed",
    "atelier_local.ground.ui.sent.OnlySent",
]

if FIELD_KIT:
    MIDDLEWARE.append("atelier_local.windows.upkeep.hall.OnlyTheHall")

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "atelier_local.ground.ui.context.site",
            ],
            "builtins": [
                "atelier_local.ground.ui.templatetags.ui",
                "atelier_local.ground.ui.templatetags.forms",
                "atelier_local.ground.ui.templatetags.frame",
                "atelier_local.ground.files.templatetags.files",
            ],
        },
    }
]

# Pages are drawn at once in so many threads, each of which keeps its connection (config/asgi.py).
PAGE_THREADS = 16
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'atelier-local.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "ENGINE": "config.sqlite",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["atelier_local.programme.people.backend.LocalAccounts"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home:today"
LOGOUT_REDIRECT_URL = "public:programme"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [VAR / "ui"]
"""The neutral subset of the design system, written there by `build_dsfr` or when first needed;
the design system itself comes as files, not as an application: its tables are of no use here."""
STATICFILES_FINDERS = [
    "atelier_local.ground.ui.finders.DesignSystemFinder",
    "atelier_local.ground.ui.finders.RoomsFinder",
]
SERVESTATIC_USE_FINDERS = True


def _taken_for_what_it_is(headers: Headers, path: str, url: str) -> None:
    """Static files are answered before the middleware that says so of pages."""
    headers["X-Content-Type-Options"] = "nosniff"


SERVESTATIC_ADD_HEADERS_FUNCTION = _taken_for_what_it_is
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = ["woff2", "png", "zip", "pdf"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "atelier_local.ground.ui.storage.FingerprintedStorage"},
}
FORM_RENDERER = "atelier_local.ground.ui.forms.Renderer"
MEDIA_ROOT = VAR / "files"
TENDER_FILE_MB = env.int("TENDER_FILE_MB", 100)
"""Megabytes of one file of a tender; cut and sealed in the browser."""
TENDER_TOTAL_MB = env.int("TENDER_TOTAL_MB", 300)
"""What the files of one tender may weigh. A side may send the largest tender three times, each of
its pieces twice: counted in memory by each process (`competition/operations/pieces.py`)."""

MAILERS: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "atelier_local.programme.people.mail.Console"}
}
if mail_server := env.str("EMAIL_HOST", ""):
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": mail_server,
            "port": env.int("EMAIL_PORT", 587),
            "username": env.str("EMAIL_HOST_USER", ""),
            "password": env.str("EMAIL_HOST_PASSWORD", ""),
            "use_tls": env.bool("EMAIL_USE_TLS", True),
            "timeout": 10,
        },
    }
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Atelier Local <ne-pas-repondre@localhost>")

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_NAME = "session"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}

# Redirecting to HTTPS is the proxy's work; subdomains and preload lists, the domain owner's choice.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"django.tasks": {"level": "WARNING"}},
}
