from django.db import migrations, models

MODELS = [
    "adoption",
    "emergencypublication",
    "guestinvitation",
    "guestopinion",
    "medicalreview",
    "rebaseline",
]
HELP_TEXT = "The version of the canonical form that the digest was made of."


def digest_format(default):
    return models.PositiveSmallIntegerField(
        default=default, help_text=HELP_TEXT, verbose_name="digest format"
    )


class Migration(migrations.Migration):
    """Digests of existing records were made in the first format."""

    dependencies = [("headhealth", "0026_evidence")]

    operations = [
        *(migrations.AddField(model, "digest_format", digest_format(1)) for model in MODELS),
        *(migrations.AlterField(model, "digest_format", digest_format(2)) for model in MODELS),
    ]
