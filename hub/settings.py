"""All settings come from the environment; `.env.example` lists them."""

from ipaddress import ip_network
from pathlib import Path

import environ
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost

from hub.accounts import *
from hub.audiences import *
from hub.schedule import *

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
HUB_VAR = Path(env.str("HUB_VAR", default=str(BASE_DIR / "var")))
if "DATABASE_URL" not in env.ENVIRON:
    # `.env` first: a value that is set already is not overwritten by the private engines' own file.
    environ.Env.read_env(BASE_DIR / ".env")
    environ.Env.read_env(HUB_VAR / "embedded.env")

HUB_DEMO = env.bool("HUB_DEMO", default=False)
HUB_PORT = env.int("HUB_PORT", default=8000)
DEBUG = env.bool("DEBUG", default=False)
# Values for a machine that stands alone with made-up people; `check --deploy` refuses each of them.
DEMO_SECRET = "insecure-demo-secret-of-the-contact-hub-never-in-production"
DEMO_SEALING_KEY = "demo:ZGVtby1zZWFsaW5nLWtleS0zMi1ieXRlcy1sb25nISE="
DEMO_HASH_KEY = "demo:ZGVtby1oYXNoaW5nLWtleS0zMi1ieXRlcy1sb25nISE="

SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET)
SEALING_KEYS: list[str] = env.list("SEALING_KEYS", default=[DEMO_SEALING_KEY])
HASH_KEYS: list[str] = env.list("HASH_KEYS", default=[DEMO_HASH_KEY])
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"]
)
EMBED_ORIGINS: list[str] = env.list("EMBED_ORIGINS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "hub.foundation",
    "hub.people",
    "hub.hours",
    "hub.privacy",
    "hub.conversations",
    "hub.records",
    "hub.guidance",
    "hub.requests",
    "chat",
    "whatsapp_bridge",
    "feedback",
    "demo",
]

MIDDLEWARE = [
    "hub.foundation.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before what answers with files: a picture may be a page, too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.foundation.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.people.middleware.StaffLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "hub.foundation.middleware.AudienceMiddleware",
    "hub.people.middleware.SecondFactorMiddleware",
    "hub.people.middleware.PresenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "hub.urls"
ASGI_APPLICATION = "hub.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.people.context.organisation",
                "hub.people.context.account",
                "hub.people.context.languages",
                "hub.conversations.context.queue",
                "chat.context.notices",
                "chat.context.alerts",
                "chat.context.practice",
            ],
            "builtins": [
                "hub.foundation.templatetags.figures",
                "hub.foundation.templatetags.when",
                "hub.foundation.templatetags.words",
            ],
        },
    }
]

# --- Data ---
DATABASES = {"default": env.db("DATABASE_URL", default="postgres://hub@127.0.0.1:5432/hub")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})
if env.bool("DATABASE_POOL", default=True):
    # Under ASGI every request has a thread of its own: only a pool keeps connections from running out.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": env.int("DATABASE_POOL_MIN", default=2),
        "max_size": env.int("DATABASE_POOL_MAX", default=16),
        "timeout": 10,
        # Attempts come ever more rarely until they are given up; the next request then begins anew.
        "reconnect_timeout": 3,
    }
    DATABASES["default"]["ENGINE"] = "hub.foundation.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# A Valkey that hangs is a Valkey that is away: seconds, for each question to it.
VALKEY_PATIENCE = {"socket_connect_timeout": 2, "socket_timeout": 2}
CACHES = {
    "default": {
        "BACKEND": "hub.foundation.cache.ForgetfulCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hub",
        "OPTIONS": VALKEY_PATIENCE,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "hub.foundation.layer.HubChannelLayer",
        "CONFIG": {
            # Twice, because a connection may have died with an earlier Valkey.
            "hosts": [
                {
                    "address": REDIS_URL,
                    "retry": Retry(NoBackoff(), 1, (ConnectionLost,)),
                    **VALKEY_PATIENCE,
                }
            ],
            "prefix": "hub",
            "symmetric_encryption_keys": [SECRET_KEY],
            "serializer_format": "sealed-json",
        },
    }
}

# --- Background work: rows are the queue of record, messages here are nudges ---
CELERY_BROKER_URL = REDIS_URL
CELERY_BEAT_SCHEDULE_FILENAME = str(HUB_VAR / "celerybeat-schedule")

# --- People ---
# The demo alone may go without a second factor.
SECOND_FACTOR_REQUIRED = not HUB_DEMO

# --- The wire ---
TLS = env.bool("TLS", default=not HUB_DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if TLS else "http"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "hub_staff"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
CSRF_COOKIE_NAME = "hub_csrf"
CSRF_FAILURE_VIEW = "hub.foundation.views.csrf_failure"
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
# Peers whose X-Forwarded-For is believed; without any, the peer is the client.
TRUSTED_PROXIES = [
    ip_network(network) for network in env.list("TRUSTED_PROXIES", default=[])
]
# Not "no-referrer": browsers would then send `Origin: null` with our own forms.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# A file is never laid on a disk: what is larger is not taken in (see hub/foundation/bodies.py too).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Languages and times ---
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"), ("selko", "Selkosuomi")]
# What the chat is, told in more languages than it is answered in: `/ru/chat/`.
ABOUT_LANGUAGES = [("ru", "Русский"), ("uk", "Українська"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_I18N = USE_TZ = True

# --- Static files ---
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(HUB_VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
HASHED_STATIC = env.bool("HASHED_STATIC", default=not (DEBUG or HUB_DEMO))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "hub.foundation.storage.ModuleStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not HASHED_STATIC

# --- Words about ourselves ---
ORGANISATION_NAME = env.str("ORGANISATION_NAME", default="Siun sote")
ORGANISATION_UNIT = env.str("ORGANISATION_UNIT", default="Sosiaalitoimi")
# Its name in other languages; without one, the name above.
ORGANISATION_UNIT_IN = {
    "sv": env.str("ORGANISATION_UNIT_SV", default="Socialväsendet" if HUB_DEMO else ""),
    "en": env.str("ORGANISATION_UNIT_EN", default="Social services" if HUB_DEMO else ""),
}
ORGANISATION_BUSINESS_ID = env.str("ORGANISATION_BUSINESS_ID", default="3221317-4")
ORGANISATION_PHONE = env.str("ORGANISATION_PHONE", default="013 3300")
ORGANISATION_EMERGENCY_PHONE = env.str("ORGANISATION_EMERGENCY_PHONE", default="")
ORGANISATION_EMAIL = env.str("ORGANISATION_EMAIL", default="kirjaamo@example.org")
ORGANISATION_URL = env.str("ORGANISATION_URL", default="https://www.example.org/")
ORGANISATION_PRIVACY_EMAIL = env.str(
    "ORGANISATION_PRIVACY_EMAIL", default="tietosuoja@example.org"
)
ORGANISATION_SECURITY_EMAIL = env.str(
    "ORGANISATION_SECURITY_EMAIL", default="tietoturva@example.org"
)
ORGANISATION_LOGO = env.str("ORGANISATION_LOGO", default="")
ORGANISATION_COLOUR = env.str("ORGANISATION_COLOUR", default="")
# The demo's number is the one its telephone page writes to.
ORGANISATION_WHATSAPP = env.str(
    "ORGANISATION_WHATSAPP", default="+358 50 000 0000" if HUB_DEMO else ""
)
EXIT_URL = env.str("EXIT_URL", default="https://www.ilmatieteenlaitos.fi/")
# The quick exit without scripts is a form whose answer leads there; browsers hold redirects to `form-action` too.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(
    "/".join(EXIT_URL.split("/")[:3])
)

# --- Mail: to staff alone ---
globals().update(env.email("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=ORGANISATION_EMAIL)

# --- Web push: word of a lost seat on a worker's own device, by the services of browsers; off without a key ---
WEB_PUSH_PRIVATE_KEY = env.str("WEB_PUSH_PRIVATE_KEY", default="")
WEB_PUSH_CONTACT = env.str("WEB_PUSH_CONTACT", default=ORGANISATION_EMAIL)
# A name that begins with a dot stands for all below it.
WEB_PUSH_HOSTS: list[str] = env.list(
    "WEB_PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        ".push.services.mozilla.com",
        ".notify.windows.com",
        ".push.apple.com",
    ],
)

# --- Rules of the rooms ---
CHAT_SEATS = env.int("CHAT_SEATS", default=2)
CHAT_RETENTION_HOURS = env.int("CHAT_RETENTION_HOURS", default=48)
PRACTICE_RETENTION_HOURS = env.int("PRACTICE_RETENTION_HOURS", default=24)
# A question that nobody has ended is destroyed so many days after its last message; never before the promised shift.
QUESTION_RETENTION_DAYS = env.int("QUESTION_RETENTION_DAYS", default=14)
CHAT_CONVERSATIONS_PER_PAIR = env.int("CHAT_CONVERSATIONS_PER_PAIR", default=6)
# Of one address: a library or a shelter shares one, but it must not fill the queue for everybody else.
CHAT_STARTS_PER_TEN_MINUTES = env.int("CHAT_STARTS_PER_TEN_MINUTES", default=30)
CHAT_SOCKETS_PER_MINUTE = env.int("CHAT_SOCKETS_PER_MINUTE", default=300)
CHAT_WAITING_PER_ADDRESS = env.int("CHAT_WAITING_PER_ADDRESS", default=3)
CHAT_CODES_PER_TEN_MINUTES = env.int("CHAT_CODES_PER_TEN_MINUTES", default=30)
CHAT_QUESTIONS_PER_TEN_MINUTES = env.int("CHAT_QUESTIONS_PER_TEN_MINUTES", default=10)
CHAT_MESSAGES_PER_TEN_SECONDS = env.int("CHAT_MESSAGES_PER_TEN_SECONDS", default=20)
# How long a connection may be kept out: hours, and `opening` for the rest of it.
CHAT_BAN_LENGTHS: list[str] = env.list("CHAT_BAN_LENGTHS", default=["1", "opening", "24"])
# Where a unit has not chosen by itself; see /admin/attachments/.
CHAT_ATTACHMENTS = env.bool("CHAT_ATTACHMENTS", default=False)
CHAT_ATTACHMENT_MEGABYTES = env.int("CHAT_ATTACHMENT_MEGABYTES", default=8)
# Its fields and boundaries come on top.
FILE_UPLOAD_MAX_MEMORY_SIZE = CHAT_ATTACHMENT_MEGABYTES * 1024 * 1024 + 64 * 1024
CHAT_ATTACHMENTS_PER_CONVERSATION = env.int("CHAT_ATTACHMENTS_PER_CONVERSATION", default=10)
CHAT_ATTACHMENTS_PER_TEN_MINUTES = env.int("CHAT_ATTACHMENTS_PER_TEN_MINUTES", default=6)
# `host:port` or the path of a socket. Without a scanner, clients' files are held.
CLAMAV_URL = env.str("CLAMAV_URL", default="")
CHAT_QUEUE_LIMIT = env.int("CHAT_QUEUE_LIMIT", default=30)
ROSTER_RETENTION_DAYS = env.int("ROSTER_RETENTION_DAYS", default=400)
PRESENCE_GRACE_SECONDS = env.int("PRESENCE_GRACE_SECONDS", default=45)
WHATSAPP_BODY_DAYS = env.int("WHATSAPP_BODY_DAYS", default=7)
# Income support law: a personal talk at the latest on the seventh working day after it was asked for.
CONTACT_REQUEST_WORKING_DAYS = env.int("CONTACT_REQUEST_WORKING_DAYS", default=7)
CONTACT_REQUEST_LAW = env.str(
    "CONTACT_REQUEST_LAW", default="Laki toimeentulotuesta 1412/1997, 14\u00a0e\u00a0§"
)
# Monday is 1. Public holidays are never working days.
DEADLINE_WEEKDAYS: list[int] = env.list(
    "DEADLINE_WEEKDAYS", cast=int, default=[*range(1, 6)]
)
CONTACT_REQUEST_RETENTION_DAYS = env.int("CONTACT_REQUEST_RETENTION_DAYS", default=30)
CONTACT_REQUESTS_PER_TEN_MINUTES = env.int("CONTACT_REQUESTS_PER_TEN_MINUTES", default=20)
# The unit, by name, that takes requests of the page; without one, the first.
CONTACT_REQUEST_UNIT = env.str("CONTACT_REQUEST_UNIT", default="")
RECORD_SYSTEM_ADAPTER = env.str("RECORD_SYSTEM_ADAPTER", default="http" if HUB_DEMO else "")
RECORD_SYSTEM_URL = env.str(
    "RECORD_SYSTEM_URL", default=f"http://127.0.0.1:{HUB_PORT + 2}" if HUB_DEMO else ""
)
RECORD_SYSTEM_TOKEN = env.str(
    "RECORD_SYSTEM_TOKEN", default="demo-record-token" if HUB_DEMO else ""
)
RECORD_SYSTEM_ACK_SECRET = env.str(
    "RECORD_SYSTEM_ACK_SECRET", default="demo-ack-secret" if HUB_DEMO else ""
)

# --- Watching ---
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_NETWORKS = [
    ip_network(network)
    for network in env.list(
        "METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"] if HUB_DEMO else []
    )
]
# A line or a count with its time would join an anonymous answer to the visit that had just ended.
UNLOGGED_ROUTES = frozenset({"feedback:survey"})
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "hub.foundation.logs.configure"
LOGGING = {"level": LOG_LEVEL}
SENTRY_DSN = env.str("SENTRY_DSN", default="")
