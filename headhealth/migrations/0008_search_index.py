"""The index that makes PostgreSQL's full-text search fast.

modelsearch searches for words in ``title || body``, which neither of its own indexes serves: every
search reads and unpacks the whole table. Other databases have indexes of their own.
"""

from django.apps import apps
from django.db import migrations

NAME = "headhealth_words_of_index_entries"


def search_migration():
    """The last migration that made the columns, of the app that holds modelsearch's tables."""
    if apps.is_installed("wagtail.search"):
        return [("wagtailsearch", "0006_customise_indexentry")]
    if apps.is_installed("modelsearch"):
        return [("modelsearch", "0002_customise_indexentry")]
    return []


def index_table(schema_editor):
    from modelsearch.conf import get_app_config

    if schema_editor.connection.vendor != "postgresql" or not search_migration():
        return None
    return schema_editor.quote_name(get_app_config().get_model("IndexEntry")._meta.db_table)


def add_index(apps, schema_editor):
    if table := index_table(schema_editor):
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS {NAME} ON {table} USING gin ((title || body))"
        )


def remove_index(apps, schema_editor):
    if index_table(schema_editor):
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("headhealth", "0007_reader_comments"), *search_migration()]

    operations = [migrations.RunPython(add_index, remove_index)]
