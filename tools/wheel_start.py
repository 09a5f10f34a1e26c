"""A site with nothing but headhealth migrates, passes its checks and answers.

Run by wheel_check.py.
"""

import importlib.util
import sys
import types
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

ROOT_URLCONF = types.ModuleType("wheel_urls")

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
    "ALLOWED_HOSTS": ["localhost"],
    "ROOT_URLCONF": ROOT_URLCONF.__name__,
    # A new site has nobody yet who may approve.
    "SILENCED_SYSTEM_CHECKS": ["headhealth.W013"],
    "WAGTAIL_SITE_NAME": "wheel-check",
    "WAGTAILADMIN_BASE_URL": "http://localhost",
}


def include_urls() -> None:
    """The addresses of a site, which can be imported once the apps are ready."""
    ROOT_URLCONF.urlpatterns = [
        path("admin/", include("wagtail.admin.urls")),
        path("", include("headhealth.urls")),
        path("", include("wagtail.urls")),
    ]
    sys.modules[ROOT_URLCONF.__name__] = ROOT_URLCONF


def make_health_page() -> str:
    """A live condition under a list of conditions, adopted; returns its address."""
    from wagtail.models import Page, Site

    from headhealth.models import AToZPage, ConditionPage

    root = Page.get_first_root_node()
    listed_type = "headhealth.ConditionPage"
    site_root = root.add_child(instance=AToZPage(title="Conditions", listed_type=listed_type))
    Site.objects.update(root_page=site_root, hostname="localhost")
    page = ConditionPage(title="Migraine", summary="A strong headache.", live=False)
    site_root.add_child(instance=page)
    # As content that was live before the app judged it.
    Page.objects.filter(pk=page.pk).update(live=True)
    call_command("adopt_pages", user=make_superuser(), reason="Live before headhealth", verbosity=0)
    return page.get_url()


def make_superuser() -> str:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_superuser("admin", "a@example.org", "x").get_username()


def check_answers() -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for address in ("/", "/admin/login/", make_health_page()):
        response = client.get(address)
        if response.status_code != 200:
            sys.exit(f"{address} answers {response.status_code}.")


def main() -> None:
    settings.configure(**SETTINGS)
    django.setup()
    include_urls()

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
    check_answers()
    print(f"headhealth {headhealth.__version__} starts from its wheel, Django {django.__version__}")


if __name__ == "__main__":
    main()
