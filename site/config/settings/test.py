"""The demo site under test: tests/demo and tests/browser. The app alone: tests/settings.py."""

from config.settings.base import *

VAR_DIR.mkdir(exist_ok=True)

# The articles that speed is measured against: tests/demo checks that they show the same.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]

DEBUG = False
SECRET_KEY = "django-insecure-for-tests-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # In a file: the browser's requests come on several threads, and an in-memory database would
    # make them share one connection and its transaction.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    # Nothing is kept that a power cut could take.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

MEDIA_ROOT = VAR_DIR / "test-media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
