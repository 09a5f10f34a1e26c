"""The app without the demo: tests/unit and tests/integration. The demo site: config.settings.test.

A host site as different from the demo as can be: several languages, an app of its own
(tests.testapp) and the API that can write.
"""

import os
import tempfile
from pathlib import Path

import environ

env = environ.Env()

SECRET_KEY = "django-insecure-for-tests-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "tests.urls"

INSTALLED_APPS = [
    "tests.testapp",
    # Before what has them: a test that commits restores the database in this order.
    "django.contrib.contenttypes",
    "headhealth",
    "wagtail.api.v3",
    "ninja",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First: a page that is kept has the headers that all the others set.
    "headhealth.page_cache.middleware.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "headhealth.withdrawal.withdrawn_response.WithdrawalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "headhealth.pages.page_routing.PageRoutingMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default="sqlite://:memory:")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # In a file: connections to a database in memory do not wait for one another, they raise. It
    # is named by the process, so that two runs in one clone do not meet.
    file_name = f"headhealth-tests-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir()) / file_name}
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
# Tests get a folder of their own from conftest.py; this is for what is tried out by hand.
MEDIA_ROOT = Path(__file__).resolve().parents[1] / "var" / "test-media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

LANGUAGE_CODE = "en"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "French")]
WAGTAIL_I18N_ENABLED = True

WAGTAIL_SITE_NAME = "headhealth tests"
WAGTAILADMIN_BASE_URL = "http://testserver"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "headhealth.search.backends.database"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
