"""The demo site as in production, with the page types it is measured against.

BENCH_DATABASE_URL names the database and BENCH_STATIC the folder of the static files.
"""

from config.settings.base import *

DEBUG = False
SECRET_KEY = "django-insecure-for-the-benchmark-only"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.urls"

_database = env.db_url("BENCH_DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'bench.sqlite3'}")
if _database["ENGINE"] == DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["NAME"] = _database["NAME"]
else:
    DATABASES["default"] = _database
DATABASES["default"]["CONN_MAX_AGE"] = None

HEADHEALTH_PAGE_CACHE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT = env.str("BENCH_STATIC", default=str(VAR_DIR / "bench-static"))
MEDIA_ROOT = VAR_DIR / "bench-media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
