"""The demo site as in production, with the page types it is measured against.

BENCH_DATABASE is the path of an SQLite file, BENCH_PAGE_CACHE whether pages are kept.
"""

from config.settings.base import *

DEBUG = False
SECRET_KEY = "django-insecure-for-the-benchmark-only"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.urls"
DATABASES["default"]["NAME"] = env.str("BENCH_DATABASE", default=str(VAR_DIR / "bench.sqlite3"))
DATABASES["default"]["CONN_MAX_AGE"] = None
HEADHEALTH_PAGE_CACHE = env.bool("BENCH_PAGE_CACHE", default=False)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "bench-media"
