"""What is switched on. With nothing set: SQLite, one process, offline drafts, localhost."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
import django_stubs_ext

from tilsite import env
from tilsite.secret import kept_secret

django_stubs_ext.monkeypatch()  # classes such as ModelAdmin take their model as a parameter

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("TIL_VAR", BASE_DIR / "var")  # what a running site writes: database, secret, uploads
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- who may ask ---
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ["GET", "POST", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key", "if-match", "last-event-id", "x-request-id"]
CORS_EXPOSE_HEADERS = ["ETag", "Location", "Retry-After", "X-Request-ID"]
HTTPS = env.flag("TIL_HTTPS")  # set it behind TLS: cookies and redirects follow
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY in the next line
X_FRAME_OPTIONS = "SAMEORIGIN"  # the review screen shows the draft in a frame of its own

# --- what hangs together ---
INSTALLED_APPS = [
    "daphne",  # first, so that runserver is daphne's
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "channels",
    "corsheaders",
    "ninja",
    "django_htmx",
    "simple_history",
    "tilsite.lockouts.Lockouts",
    "til",
    "generate",
    "tilsite.keys",
    "tilsite",
]
MIDDLEWARE = [
    "tilsite.request_id.request_id_middleware",
    "corsheaders.middleware.CorsMiddleware",
    "tilsite.errors.api_errors_middleware",
    "django.middleware.security.SecurityMiddleware",
    "tilsite.csp.csp_middleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "til.context.site",
            ],
        },
    },
]

# --- where things are kept ---
DATABASE_URL = env.url("DATABASE_URL", ("postgres", "postgresql", "sqlite"), f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}  # a pool outlives its server's restart
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
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",  # comes back by itself after a Redis restart
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
SERVESTATIC_USE_FINDERS = True  # no collecting step between a change and the page

# --- language and time ---
LANGUAGE_CODE = "en"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "tilsite" / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Seoul")
USE_TZ = True

# --- who signs in ---
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody locks out a name from elsewhere
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
TIL_CALLER_OF_USER = "tilsite.keys.auth.by_user"  # what a signed-in user may do, and how much
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "generate"
LOGOUT_REDIRECT_URL = "home"

# --- who writes: each SDK's own names, and one model each ---
TIL_PROVIDER = env.choice("TIL_PROVIDER", ["", "anthropic", "openai", "google", "offline"], "")
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

# --- how a draft is made (seconds, characters, counts) ---
TIL_FLUSH_SECONDS = env.number("TIL_FLUSH_SECONDS", 0.25, least=0.02, most=10)
TIL_LEASE_SECONDS = env.number("TIL_LEASE_SECONDS", 15, least=1, most=600)
TIL_HEARTBEAT_SECONDS = env.number("TIL_HEARTBEAT_SECONDS", 15, least=0.2, most=300)
TIL_STALLED_SECONDS = env.number("TIL_STALLED_SECONDS", 60, least=1, most=3600)  # a reader that takes nothing
TIL_MAX_RUNS = env.integer("TIL_MAX_RUNS", 20, least=1)  # how often a generation may be adopted
TIL_MAX_BODY = env.integer("TIL_MAX_BODY", 16_000_000, least=100_000)  # bytes of one request
DATA_UPLOAD_MAX_MEMORY_SIZE = TIL_MAX_BODY
TIL_UPLOADS_KEPT = env.integer("TIL_UPLOADS_KEPT", 20, least=1)  # files of one caller that wait to be read
TIL_MAX_INPUT = env.integer("TIL_MAX_INPUT", 200_000, least=100)  # characters of pasted text
TIL_PROMPT_BUDGET = env.integer("TIL_PROMPT_BUDGET", 60_000, least=500)  # characters of source a model is given
TIL_RUNNING_PER_KEY = env.integer("TIL_RUNNING_PER_KEY", 10, least=1)
TIL_STARTS_PER_MINUTE = env.integer("TIL_STARTS_PER_MINUTE", 60, least=1)
TIL_STARTS_PER_DAY = env.integer("TIL_STARTS_PER_DAY", 2_000, least=1)
TIL_RUNNING_IN_ALL = env.integer("TIL_RUNNING_IN_ALL", 1_000, least=1)
TIL_SECRETS = env.choice("TIL_SECRETS", ["off", "mask", "refuse"], "mask")
TIL_SCREEN = "generate.sources.secrets.screen"  # what a TIL passes before it is public
TIL_FONT = env.text("TIL_FONT")  # what social cards are written in; else a font of the system's
TIL_TAGS = env.choice("TIL_TAGS", ["new", "known"], "new")  # whether a draft may be given tags that are new
TIL_SOURCE_PORTS = env.ports("TIL_SOURCE_PORTS", [80, 443])
TIL_SOURCE_HOSTS = env.words("TIL_SOURCE_HOSTS")  # private hosts that may be read all the same

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"}},
    "filters": {"request_id": {"()": "tilsite.request_id.InLog"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "WARNING"),
    },
    # these write request bodies, which are the reader's notes
    "loggers": {name: {"level": "WARNING"} for name in ("anthropic", "openai", "google_genai", "httpx2", "httpcore2")},
}
