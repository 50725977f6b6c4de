"""Settings. By default: SQLite, one process, offline drafts, localhost."""

import sys
from pathlib import Path

import dj_database_url
import django_stubs_ext

from tilsite import budgets, env
from tilsite.secret import kept_secret

django_stubs_ext.monkeypatch()  # makes classes such as ModelAdmin generic

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("TIL_VAR", BASE_DIR / "var")  # files that a running site writes: database, secret, uploads
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- access ---
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "tilsite.http.csrf.failed"
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ["GET", "POST", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key", "if-match", "last-event-id", "x-request-id"]
CORS_EXPOSE_HEADERS = ["ETag", "Location", "Retry-After", "X-Request-ID"]
TIL_PROXIES = env.proxies("TIL_PROXIES")  # trusted proxies
HTTPS = env.flag("TIL_HTTPS")  # set it behind TLS; it secures cookies and redirects
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SILENCED_SYSTEM_CHECKS = [
    *("security.W001", "security.W002", "security.W003"),  # they look for Django's own middleware, not its subclasses
    "security.W019",  # the check asks for DENY
]
X_FRAME_OPTIONS = "SAMEORIGIN"  # the review page shows the draft in a frame

# --- applications, middleware, templates ---
INSTALLED_APPS = [
    *(["daphne"] if "runserver" in sys.argv else []),  # first, so that runserver is daphne's; slow to import
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "ninja",
    "django_htmx",
    "simple_history",
    "til",
    "til.site",
    "til.mirror",
    "generate",
    "tilsite.access.keys",
    "tilsite.access.signin",
    "tilsite",
]
MIDDLEWARE = [
    "tilsite.http.request_id.request_id_middleware",
    "corsheaders.middleware.CorsMiddleware",
    "tilsite.http.errors.api_errors_middleware",
    "tilsite.http.on_loop.Security",
    "tilsite.http.csp.csp_middleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "tilsite.http.on_loop.ConditionalGet",
    "tilsite.http.on_loop.Session",
    "tilsite.http.locale.SiteLocaleMiddleware",
    "tilsite.http.on_loop.Common",
    "tilsite.http.on_loop.Csrf",
    "tilsite.http.on_loop.Authentication",
    "tilsite.http.caller.caller_middleware",
    "tilsite.http.on_loop.Messages",
    "tilsite.http.on_loop.FrameOptions",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "tilsite.urls"
ASGI_APPLICATION = "tilsite.asgi.application"
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
                "django.template.context_processors.i18n",
                "til.public.context.site",
                "tilsite.version.in_pages",
            ],
        },
    },
]

# --- storage ---
DATABASE_URL = env.url("DATABASE_URL", ("postgres", "postgresql", "sqlite"), f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": True,
}  # a pool recovers from a restart of the database
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {  # all three are needed for many writers: see DECISIONS.md
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{env.text('PYTEST_XDIST_WORKER', 'main')}.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.integer("TIL_DB_POOL", 10, least=2), "timeout": 10},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",  # recovers after a restart of Redis
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.text("TIL_REDIS_PREFIX", "til")},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "tilsite" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tilsite.static_files.Hashed"},
}
SERVESTATIC_USE_FINDERS = True  # static files need no collecting step during development

# --- language and time ---
LANGUAGE_CODE = "en"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "tilsite" / "locale"]
TIME_ZONE = env.time_zone("TIME_ZONE")
USE_TZ = True

# --- sign-in ---
AUTHENTICATION_BACKENDS = ["tilsite.access.signin.backend.Throttled", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "generate"
LOGOUT_REDIRECT_URL = "home"

# --- providers: each SDK's own variable names, one model each ---
TIL_PROVIDER = env.choice("TIL_PROVIDER", ["", "anthropic", "openai", "google", "offline"], "")
TIL_FALLBACK = env.choices("TIL_FALLBACK", ["anthropic", "openai", "google", "offline"])  # who writes if it is down
TIL_BUDGETS = budgets.budgets("TIL_BUDGETS")  # limits by owner and time
TIL_PRICES = budgets.prices("TIL_PRICES")  # per million input and output tokens, by model
PROVIDERS = {
    "anthropic": {
        "api_key": env.text("ANTHROPIC_API_KEY"),
        "base_url": env.url("ANTHROPIC_BASE_URL"),
        "model": env.text("ANTHROPIC_MODEL", "claude-sonnet-5"),
    },
    "openai": {
        "api_key": env.text("OPENAI_API_KEY"),
        "base_url": env.url("OPENAI_BASE_URL"),
        "model": env.text("OPENAI_MODEL", "gpt-5.5"),
    },
    "google": {
        "api_key": env.text("GOOGLE_API_KEY") or env.text("GEMINI_API_KEY"),
        "base_url": env.url("GOOGLE_GEMINI_BASE_URL"),
        "model": env.text("GOOGLE_MODEL", "gemini-3.8-flash"),
    },
}

# --- drafting (seconds, characters, counts) ---
TIL_FLUSH_SECONDS = env.number("TIL_FLUSH_SECONDS", 0.25, least=0.02, most=10)
TIL_LEASE_SECONDS = env.number("TIL_LEASE_SECONDS", 5, least=1, most=600)
TIL_RETRY_SECONDS = env.number("TIL_RETRY_SECONDS", 30, least=0, most=3_600)  # retries of a failing provider
TIL_FIRST_TEXT_SECONDS = env.number("TIL_FIRST_TEXT_SECONDS", 300, least=1, most=86_400)  # includes a model's thinking
TIL_SILENCE_SECONDS = env.number("TIL_SILENCE_SECONDS", 60, least=1, most=86_400)  # between two pieces of text
TIL_RUN_SECONDS = env.number("TIL_RUN_SECONDS", 3_600, least=1, most=86_400)  # total time of one run
TIL_MAX_ANSWER = env.integer("TIL_MAX_ANSWER", 400_000, least=100)  # characters of content
TIL_HEARTBEAT_SECONDS = env.number("TIL_HEARTBEAT_SECONDS", 15, least=0.2, most=300)
TIL_STALLED_SECONDS = env.number(
    "TIL_STALLED_SECONDS", 60, least=1, most=3600
)  # until a reader that accepts no data is dropped
TIL_MAX_RUNS = env.integer("TIL_MAX_RUNS", 20, least=1)  # how often a generation may be adopted
TIL_MAX_BODY = env.integer("TIL_MAX_BODY", 16_000_000, least=100_000)  # bytes of one request
DATA_UPLOAD_MAX_MEMORY_SIZE = TIL_MAX_BODY
TIL_UPLOADS_KEPT = env.integer("TIL_UPLOADS_KEPT", 20, least=1)  # unread uploads per caller
TIL_MAX_INPUT = env.integer("TIL_MAX_INPUT", 200_000, least=100)  # characters of pasted text
TIL_PROMPT_BUDGET = env.integer("TIL_PROMPT_BUDGET", 60_000, least=500)  # characters of source sent to a model
TIL_RUNNING_PER_KEY = env.integer("TIL_RUNNING_PER_KEY", 10, least=1)
TIL_STARTS_PER_MINUTE = env.integer("TIL_STARTS_PER_MINUTE", 60, least=1)
TIL_STARTS_PER_DAY = env.integer("TIL_STARTS_PER_DAY", 2_000, least=1)
TIL_RUNNING_IN_ALL = env.integer("TIL_RUNNING_IN_ALL", 1_000, least=1)
TIL_SECRETS = env.choice("TIL_SECRETS", ["off", "mask", "refuse"], "mask")
TIL_KEEP = env.days("TIL_KEEP", kinds=["generations", "notes", "sign-ins"])  # days; what is not named is kept
TIL_REMOTE_IMAGES = env.flag("TIL_REMOTE_IMAGES")  # whether published TILs show pictures from other sites
TIL_MIRROR = env.text("TIL_MIRROR")  # a Git repository that holds the public TILs: a folder or an address
TIL_MIRROR_KEY = env.text("TIL_MIRROR_KEY")  # file with the deploy key
TIL_ADDRESS = env.url("TIL_ADDRESS")  # the site's public address, for what is sent without a request
TIL_WEBSUB = env.hub("TIL_WEBSUB", TIL_ADDRESS)  # a hub that is told when the feeds change
TIL_FONT = env.text("TIL_FONT")  # font file for social cards; by default a system font
TIL_TAGS = env.choice("TIL_TAGS", ["new", "known"], "new")  # whether drafts may suggest new tags
TIL_SOURCE_PORTS = env.ports("TIL_SOURCE_PORTS", [80, 443])
TIL_SOURCE_HOSTS = env.words("TIL_SOURCE_HOSTS")  # private hosts that may be read

TIL_METRICS_TOKEN = env.text("TIL_METRICS_TOKEN")  # grants access to /metrics; disabled if unset
TIL_TRACES = env.flag("TIL_TRACES")  # sends traces over OTLP; needs two more packages

LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "WARNING")
LOG_LINES = {"text": "til.trace.Line", "json": "til.trace.JsonLine"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": LOG_LINES[env.choice("TIL_LOG_FORMAT", ["text", "json"], "text")]}},
    "filters": {"joined": {"()": "til.trace.Joined"}, "quiet": {"()": "tilsite.http.quiet.Quiet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["quiet", "joined"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
