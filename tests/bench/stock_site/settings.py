"""The settings of the measured site without its apps and their middleware."""

from tests.bench.settings import *

_OURS = ("demo", "headhealth", "tests.bench")
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in _OURS] + ["tests.bench.stock_site"]
MIDDLEWARE = [path for path in MIDDLEWARE if not path.startswith("headhealth.")]
ROOT_URLCONF = "tests.bench.stock_site.urls"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
