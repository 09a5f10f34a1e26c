"""The sentences about late reviews become a choice of set ones."""

from django.db import migrations, models

OVERDUE = {
    "Next review overdue": "overdue",
    "Next review overdue: it may be out of date": "may-be-outdated",
    "Next review overdue: check with a health professional": "ask-professional",
}
TAKEDOWN = {
    "Its medical review is late, so it may be out of date. It comes back when a medical "
    "reviewer has checked it.": "may-be-outdated",
    "We are checking it. It comes back when a medical reviewer has approved it.": "being-checked",
    "We do not show health information whose medical review is overdue.": "not-shown-unreviewed",
}
FIELDS = {"overdue_notice": (OVERDUE, "overdue"), "takedown_notice": (TAKEDOWN, "may-be-outdated")}


def _policies(apps, schema_editor):
    model = apps.get_model("headhealth", "ReviewPolicy")
    return model.objects.using(schema_editor.connection.alias)


def choose_sentences(apps, schema_editor):
    """Any other text is no longer shown to readers: it is printed, and the default takes over."""
    for policy in _policies(apps, schema_editor).select_related("site"):
        for name, (known, default) in FIELDS.items():
            text = getattr(policy, name).strip()
            if text and text not in known:
                print(f"\n  {policy.site.hostname}, {name}: dropped the text “{text}”.", end="")
            setattr(policy, name, known.get(text, default))
        policy.save(update_fields=list(FIELDS))


def write_sentences(apps, schema_editor):
    for policy in _policies(apps, schema_editor):
        for name, (known, _default) in FIELDS.items():
            texts = {choice: text for text, choice in known.items()}
            setattr(policy, name, texts.get(getattr(policy, name), ""))
        policy.save(update_fields=list(FIELDS))


class Migration(migrations.Migration):
    dependencies = [("headhealth", "0033_ledger_anchor")]

    operations = [
        migrations.RunPython(choose_sentences, write_sentences),
        migrations.AlterField(
            model_name="reviewpolicy",
            name="overdue_notice",
            field=models.CharField(
                choices=[(choice, text) for text, choice in OVERDUE.items()],
                default="overdue",
                help_text="Shown under the title of an overdue page.",
                max_length=32,
                verbose_name="overdue message",
            ),
        ),
        migrations.AlterField(
            model_name="reviewpolicy",
            name="takedown_notice",
            field=models.CharField(
                choices=[(choice, text) for text, choice in TAKEDOWN.items()],
                default="may-be-outdated",
                help_text=(
                    "Shown at the address of a page that was taken down because it was overdue."
                ),
                max_length=32,
                verbose_name="reason for readers",
            ),
        ),
    ]
