"""A server. Reads the environment:

SECRET_KEY                required, long and random
ALLOWED_HOSTS             required, host names joined by commas
WAGTAILADMIN_BASE_URL     required, https://health.example.org: links in e-mail begin with it
DATABASE_URL              default SQLite in var/; postgres://user:password@host:5432/name
CACHE_URL                 default each worker's memory; redis://host:6379/0
PAGE_CACHE                default true: whole pages are kept for anonymous readers
EMAIL_URL                 default a mail server on this machine; smtp+tls://user:password@host:587
DEFAULT_FROM_EMAIL        sender of the mail to editors and reviewers
CSRF_TRUSTED_ORIGINS      origins joined by commas, where a proxy changes the host name
TRUST_FORWARDED_PROTO     true behind a proxy that ends TLS and always sets X-Forwarded-Proto
CLIENT_ADDRESS_HEADER     X-Forwarded-For behind a proxy that always sets it; readers' forms are
                          limited by the address in it
TRUSTED_PROXIES           default 1; how many proxies add an address to that header
STATIC_ROOT, MEDIA_ROOT   default var/static and var/media
LEDGER_ANCHOR             default var/ledger.anchor: where the nightly audit keeps the end of the
                          review ledger; better a file that the owner of the database cannot write
TIMESTAMP_URL             default none; an authority that puts time stamps (RFC 3161) to those ends
"""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *


def required(name: str, example: str) -> str:
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(
            f"Set the environment variable {name}, for example {example}. "
            "config.settings.production does not start without it."
        )
    return value


DEBUG = False
SECRET_KEY = required(
    "SECRET_KEY", "to what `python -c 'import secrets; print(secrets.token_urlsafe(64))'` prints"
)
ALLOWED_HOSTS = [
    host.strip() for host in required("ALLOWED_HOSTS", "health.example.org").split(",")
]
WAGTAILADMIN_BASE_URL = required("WAGTAILADMIN_BASE_URL", "https://health.example.org")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# A connection costs more than a page's queries do.
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# Readers get whole pages from the cache until anything on them changes.
HEADHEALTH_PAGE_CACHE = env.bool("PAGE_CACHE", default=True)

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="headhealth@localhost")

# gunicorn serves the static files too: hashed names, compressed once, cached for ever.
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATIC_ROOT)))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(MEDIA_ROOT)))
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1,
    "whitenoise.middleware.WhiteNoiseMiddleware",
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.bool("TRUST_FORWARDED_PROTO", default=False):
    # Only where a proxy sets the header on every request: a client could send it too.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

HEADHEALTH_CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")
HEADHEALTH_TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)

HEADHEALTH_LEDGER_ANCHOR = env.str("LEDGER_ANCHOR", default=str(VAR_DIR / "ledger.anchor"))
HEADHEALTH_TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
