"""The settings of a process of its own: those of the tests, with a real mail server."""

from tests.settings import *

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("MAIL_HOST")
EMAIL_PORT = env.int("MAIL_PORT")
