"""A developer's machine. Needs no service and no environment variable."""

from config.settings.base import *

VAR_DIR.mkdir(exist_ok=True)

DEBUG = True
SECRET_KEY = "django-insecure-for-development-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# One file a message, to be read in any editor.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

# The nightly audit, run by hand here, keeps the end of the review ledger in it.
HEADHEALTH_LEDGER_ANCHOR = VAR_DIR / "ledger.anchor"
