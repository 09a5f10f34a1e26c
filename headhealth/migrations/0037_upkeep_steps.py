"""Steps after migrations are recorded; those that are done already are known by what they made."""

from django.db import migrations, models

GROUPS = ["Medical editors", "Medical reviewers", "Publishers"]
FEATURES = {
    "feedback": ("view_feedback", GROUPS),
    "withdrawal": ("view_withdrawal", ["Publishers"]),
    "review-policy": ("view_reviewclock", GROUPS),
    "urgent-changes": ("view_emergencypublication", GROUPS),
    "guest-reading": ("add_guestinvitation", GROUPS),
    "re-reviews": ("view_rereviewrequest", GROUPS),
    "evidence": ("view_evidence", ["Medical reviewers", "Publishers"]),
}
"""In the order in which they came: a permission of each, and the groups that it was granted to."""


def record_what_is_done(apps, schema_editor):
    """Steps that are left out here are done again: no row says that they were completed."""

    def rows(app_label, name):
        return apps.get_model(app_label, name)._base_manager.using(schema_editor.connection.alias)

    if not rows("headhealth", "MedicalReviewTask").exists():
        return
    permissions = rows("auth", "Permission").filter(content_type__app_label="headhealth")
    # Any ``post_migrate`` creates permissions, also of a run that granted them to nobody.
    held = set(permissions.filter(group__isnull=False).values_list("codename", flat=True))
    # Groups without any were emptied by hand.
    left = rows("auth", "Group").filter(permissions__isnull=False)
    newest = max((n for n, feature in enumerate(FEATURES) if FEATURES[feature][0] in held), default=-1)
    done = ["defaults"]
    for number, (feature, (codename, names)) in enumerate(FEATURES.items()):
        # What is older than a permission that somebody holds was granted, and taken away by hand.
        if number <= newest or not left.filter(name__in=names).exists():
            done.append(f"permissions-{feature}")
    rows("headhealth", "UpkeepStep").bulk_create(
        [apps.get_model("headhealth", "UpkeepStep")(name=name) for name in done]
    )


class Migration(migrations.Migration):
    dependencies = [("headhealth", "0036_ledger_object_index")]

    operations = [
        migrations.CreateModel(
            name="UpkeepStep",
            fields=[
                (
                    "name",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                (
                    "done_at",
                    models.DateTimeField(
                        help_text="Empty: before steps were recorded.", null=True
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(record_what_is_done, migrations.RunPython.noop),
    ]
