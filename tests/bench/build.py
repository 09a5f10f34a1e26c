"""Fills the database of the settings: `python -m tests.bench.build [NUMBER [unreviewed]]`.

With a number it adds so many more conditions, and as many reviews and words of readers; with none
of these where nobody ever reviewed the conditions. Static files are collected where that was not
done yet.
"""

import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the settings
from django.core.management import call_command  # noqa: E402

from headhealth.models import ConditionPage  # noqa: E402
from tests.bench.content import make_everything  # noqa: E402
from tests.bench.many_pages import make_many_pages  # noqa: E402
from tests.bench.many_records import make_many_records  # noqa: E402
from tests.bench.many_reviews import make_many_reviews  # noqa: E402

if not Path(settings.STATIC_ROOT).exists():
    call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", verbosity=0)
make_everything()
if sys.argv[1:]:
    make_many_pages(int(sys.argv[1]))
    pages = list(ConditionPage.objects.filter(live=True, live_revision=None).order_by("pk"))
    if "unreviewed" not in sys.argv[2:]:
        make_many_reviews(pages)
        make_many_records(pages)
