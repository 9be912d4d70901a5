"""All settings. Values come from the environment (README lists the names); the defaults run on a laptop."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port
from django.utils.translation import gettext_lazy as _

from portal.lib import env
from portal.limits import LIMITS

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("LINWEN_DATA_DIR", BASE_DIR / "data")
DEBUG = env.flag("DEBUG", False)
TESTING = "pytest" in sys.modules

# Where the server listens, and where readers reach the site. Without SITE_URL the two are the same, and a server that
# listens on every address of the machine answers to any name. An https address turns on what needs TLS to make sense.
HOST = env.host("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65535)
IS_OPEN_HOST = HOST in {"0.0.0.0", "[::]"}  # noqa: S104 - looked for, not bound to
SITE_URL = env.origin("SITE_URL", f"http://{'127.0.0.1' if IS_OPEN_HOST else HOST}:{PORT}")
# Where the worker reaches the web server to see for itself what readers get.
OWN_ADDRESS = env.origin("OWN_ADDRESS", f"http://{'127.0.0.1' if IS_OPEN_HOST else HOST}:{PORT}")
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    ["*"]
    if IS_OPEN_HOST and not env.text("SITE_URL", "")
    else [split_domain_port(urlsplit(SITE_URL).netloc)[0], "127.0.0.1", "localhost", "[::1]"],
)

# Networks whose X-Forwarded-For is believed; none by default, so that nobody can choose an address.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
SECRET_KEY = env.key("SECRET_KEY", DATA_DIR / "secret_key")
# The first key seals the log of decisions, or encrypts evidence; older ones, behind commas, still open.
LOG_KEYS = env.key("LOG_KEYS", DATA_DIR / "log_key").split(",")
EVIDENCE_KEYS = env.key("EVIDENCE_KEYS", DATA_DIR / "evidence_key").split(",")
# The head of the log is noted here from time to time, outside the database; keep a copy elsewhere.
LOG_ANCHORS_FILE = DATA_DIR / "decisions.anchors"

INSTALLED_APPS = [
    "portal.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "js_asset",
    "taggit",
    "portal",
    "portal.regions",
    "portal.search",
    "portal.traffic",
    "portal.letters",
    "portal.announcing",
    "portal.redirects",
    "portal.moderation",
    "articles",
    "classifieds",
    "portal.newsletter",
]

MIDDLEWARE = [
    "portal.policies.PlainPathMiddleware",
    "portal.languages.LanguagePrefixMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.policies.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Indexes that hold more columns than they sort by: SQLite makes them without, which a town does not notice.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.templatetags.icons",
                "portal.templatetags.meaning",
                "portal.templatetags.typography",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """One process and SQLite for a town; DATABASE_URL=postgres://… for a city."""
    url = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'linwen.sqlite3'}")
    try:
        found: dict[str, Any] = environ.Env.db_url_config(url) if "://" in url else {}
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}.") from error
    engine, name = str(found.get("ENGINE", "")), str(found.get("NAME", ""))
    if engine.endswith("sqlite3") and name not in {"", ":memory:"}:
        found["CONN_MAX_AGE"] = 600
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
        }
        # A file, so that a server under test has connections of its own as it will have in earnest.
        found["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    elif engine.endswith("postgresql") and name:
        if not TESTING:
            found["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8, least=1)}}
    else:
        raise ImproperlyConfigured("DATABASE_URL: write sqlite:///path or postgres://user:password@host/name.")
    return found


DATABASES = {"default": _database()}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PHOTOS_ROOT = DATA_DIR / "photos"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Handed out by the site alone, which looks whether the listing is public: no web server may serve this folder.
    "photos": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PHOTOS_ROOT, "base_url": "/classifieds/photos/"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "portal.lib.staticfiles.BundledStaticFilesStorage"
    },
}
# Only what pages name is kept and compressed, which halves the time of a first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "png", "gif", "webp", "woff", "woff2", "map")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# Reader pages, whole, as files that all processes of this machine share (portal/lib/caching.py).
PAGE_CACHE_DIR = DATA_DIR / "cache" / "pages"
PAGE_CACHE_SECONDS = env.number("PAGE_CACHE_SECONDS", 600)

# Addresses with ports that the fetcher may ask though they are not public. For tests alone: no environment sets it.
FETCH_EXCEPTIONS: set[str] = set()

# So many days after a notice was closed the public register shows it.
REGISTER_DELAY_DAYS = env.number("REGISTER_DELAY_DAYS", 14, most=365)
# What was withdrawn and may not come back, outside the database; keep it when you restore a backup.
DENIALS_FILE = DATA_DIR / "denials.jsonl"
# Pictures of what was withdrawn. No web server may serve this folder.
SEALED_ROOT = DATA_DIR / "sealed"
STORAGES["sealed"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": SEALED_ROOT, "base_url": None},
}

# A province's search: the address of an OpenSearch server. Without, the database answers, and the same.
OPENSEARCH_URL = env.link("OPENSEARCH_URL")
if OPENSEARCH_URL and find_spec("opensearchpy") is None:
    raise ImproperlyConfigured("OPENSEARCH_URL: install requirements-opensearch.txt first.")

TAGGIT_CASE_INSENSITIVE = True

# Who is told of news at once (portal/announcing): a WebSub hub for feed readers, and search engines. All are optional.
WEBSUB_HUB = env.link("WEBSUB_HUB")
INDEXNOW_KEY = env.word("INDEXNOW_KEY", r"[A-Za-z0-9-]{8,128}")
INDEXNOW_URL = env.link("INDEXNOW_URL", "https://api.indexnow.org/indexnow")
# The whole address that Baidu's console gives for submitting links, with site and token.
BAIDU_LINKS_URL = env.link("BAIDU_LINKS_URL")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 30 * 24 * 3600) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Reader pages hold no inline script; the nonce is only ever rendered in the admin (the editor's import map).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# How often one address may do something; portal/limits.py has the names and what holds without a word here.
RATE_LIMITS = env.limits("RATE_LIMITS", LIMITS)
# How hard the proof of work is: one more bit takes twice as long (docs/decisions/0002).
PROOF_BITS = env.number("PROOF_BITS", 13, least=1, most=24)
# More listings in an hour than this, and than five times the usual, are a storm.
STORM_FLOOR = env.number("STORM_FLOOR", 30, least=1)
# The class that sends codes to numbers; without one nothing confirms them (docs/operating.md).
IDENTITY_PROVIDER = env.text("IDENTITY_PROVIDER", "")
# So many neighbourhoods have to report a listing before it waits for an editor: in its first day, and later.
REPORTS_TO_HIDE = (3, 5)
# So many households have to report a comment before it waits for an editor.
REPORTS_TO_HOLD = 3

# Without a mail server, letters to posters are printed by the worker.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.number("EMAIL_PORT", 465, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_USE_SSL = bool(EMAIL_HOST) and EMAIL_PORT == 465
EMAIL_USE_TLS = bool(EMAIL_HOST) and EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"linwen@{split_domain_port(urlsplit(SITE_URL).netloc)[0]}")

# The hour of the day when digests are due, and the address that letters come back to (docs/newsletter.md).
NEWSLETTER_HOUR = env.number("NEWSLETTER_HOUR", 7, most=23)
NEWSLETTER_BOUNCES = env.word("NEWSLETTER_BOUNCES", r"[\w.-]+@[\w.-]+")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.one_of("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])},
}
