"""Copies a short article under its A to Z: `python -m tests.bench.short_copies COUNT`.

Row by row through Wagtail it would take minutes. Base rows are made in bulk, specific
rows by one statement.
"""

import sys
import uuid

import django

django.setup()

from django.db import connection  # noqa: E402 - needs the settings
from wagtail.models import Page  # noqa: E402

from headhealth.models import AToZPage, ConditionPage  # noqa: E402


def copy_condition(count: int) -> None:
    parent = AToZPage.objects.get(slug="conditions")
    source = ConditionPage.objects.child_of(parent).exclude(slug="full").first()
    base = Page.objects.get(pk=source.pk)
    first = parent.numchild + 1
    pages = []
    for number in range(first, first + count - parent.numchild):
        slug = f"copy-{number}"
        pages.append(
            Page(
                title=f"{chr(65 + number % 26)} headache {number}",
                draft_title=slug,
                slug=slug,
                path=Page._get_path(parent.path, parent.depth + 1, number),
                depth=parent.depth + 1,
                url_path=f"{parent.url_path}{slug}/",
                content_type=base.content_type,
                locale=base.locale,
                translation_key=uuid.uuid4(),
                live=True,
            )
        )
    Page.objects.bulk_create(pages, batch_size=500)
    Page.objects.filter(pk=parent.pk).update(numchild=count)
    fields = [field for field in ConditionPage._meta.local_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    key = ConditionPage._meta.pk.column
    table = ConditionPage._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ("{key}", {columns}) '
            f'SELECT p."id", {columns} FROM "wagtailcore_page" p, "{table}" source '
            f'WHERE source."{key}" = %s AND p."slug" LIKE %s',
            [source.pk, "copy-%"],
        )


copy_condition(int(sys.argv[1]))
