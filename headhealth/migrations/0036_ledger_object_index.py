"""Finds the entries about one object by an index."""

import headhealth.review.object_key
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('headhealth', '0035_published_reviews'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(headhealth.review.object_key.ObjectKey('facts'), models.F('position'), name='hh_ledger_object'),
        ),
    ]
