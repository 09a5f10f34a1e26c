"""The settings of a process of its own: those of the tests, with what its environment says."""

from tests.settings import *

HEADHEALTH_PAGE_CACHE = True
HEADHEALTH_A_TO_Z_NAMES_PER_PAGE = env.int("A_TO_Z_NAMES_PER_PAGE", default=300)
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
MEDIA_ROOT = env.str("MEDIA_ROOT")
TEMPLATES[0]["DIRS"] = [env.str("TEMPLATE_DIR")]

# It is named by the process, and processes that share a cache have the same settings.
DATABASES["default"].pop("TEST", None)
