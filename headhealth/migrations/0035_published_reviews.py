"""Approvals know since when readers have had what they approve; ``post_migrate`` fills it in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("headhealth", "0029_contributions")]

    operations = [
        migrations.AddField(
            model_name="medicalreview",
            name="published_at",
            field=models.DateTimeField(
                editable=False,
                help_text=(
                    "When readers first got what it approved, or when an update noticed that."
                ),
                null=True,
                verbose_name="published at",
            ),
        ),
    ]
