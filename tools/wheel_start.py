"""A site with nothing but headhealth migrates and passes its checks. Run by wheel_check.py."""

import importlib.util
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

SETTINGS = {
    "SECRET_KEY": "wheel-check",
    "INSTALLED_APPS": [
        "headhealth",
        "wagtail.contrib.redirects",
        "wagtail.contrib.settings",
        "wagtail.contrib.typed_table_block",
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
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
    ],
    "MIDDLEWARE": [
        "headhealth.page_cache.middleware.PageCacheMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "headhealth.withdrawal.withdrawn_response.WithdrawalMiddleware",
        "wagtail.contrib.redirects.middleware.RedirectMiddleware",
        "headhealth.pages.page_routing.PageRoutingMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        },
    ],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "wheel.sqlite3"}},
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "STATIC_URL": "/static/",
    "USE_TZ": True,
    "WAGTAIL_SITE_NAME": "wheel-check",
    "WAGTAILADMIN_BASE_URL": "http://localhost",
}


def main() -> None:
    settings.configure(**SETTINGS)
    django.setup()

    from django.template.loader import get_template

    import headhealth
    import headhealth.wagtail_hooks

    home = Path(headhealth.__file__).parent
    if not home.is_relative_to(sys.prefix):
        sys.exit(f"headhealth was imported from {home}, not from the wheel.")
    for name in ("config", "demo", "tests"):
        if importlib.util.find_spec(name):
            sys.exit(f"{name} came along with the wheel.")
    get_template("headhealth/base.html")
    call_command("migrate", verbosity=0)
    call_command("makemigrations", "headhealth", check_changes=True, dry_run=True)
    call_command("check", databases=["default"], fail_level="WARNING")
    print(f"headhealth {headhealth.__version__} starts from its wheel, Django {django.__version__}")


if __name__ == "__main__":
    main()
