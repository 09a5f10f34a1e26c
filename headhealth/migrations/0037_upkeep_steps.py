"""Steps after migrations are recorded; those that are done already are known by what they made."""

from django.db import migrations, models

PERMISSIONS = {
    "feedback": "view_feedback",
    "withdrawal": "view_withdrawal",
    "review-policy": "view_reviewclock",
    "urgent-changes": "view_emergencypublication",
    "guest-reading": "add_guestinvitation",
    "re-reviews": "view_rereviewrequest",
    "evidence": "view_evidence",
}
"""``post_migrate`` creates a feature's permissions, at the end of a run that applied it."""

ROWS = {
    "defaults": ("MedicalReviewTask", {}),
    "publications": ("LedgerEntry", {"kind": "publication"}),
    "review-clocks": ("ReviewClock", {}),
    "review-requests": ("ReviewRequest", {}),
}


def record_what_is_done(apps, schema_editor):
    using = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission")._base_manager.using(using)
    permissions = permissions.filter(content_type__app_label="headhealth")
    known = set(permissions.values_list("codename", flat=True))
    done = [f"permissions-{feature}" for feature, each in PERMISSIONS.items() if each in known]
    for step, (name, condition) in ROWS.items():
        rows = apps.get_model("headhealth", name)._base_manager.using(using)
        if rows.filter(**condition).exists():
            done.append(step)
    model = apps.get_model("headhealth", "UpkeepStep")
    model.objects.using(using).bulk_create([model(name=name) for name in done])


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
