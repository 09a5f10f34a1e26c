from itertools import chain

from django.db import migrations, models
from django.utils import timezone

from headhealth.review.review_ledger import facts_of, hash_of

CHUNK = 100


def enter_existing_records(apps, schema_editor):
    """Every approval and every revocation there is, the oldest first.

    The functions are those of today on purpose: an entry has one format for good.
    """
    using = schema_editor.connection.alias
    reviews = apps.get_model('headhealth', 'MedicalReview').objects.using(using)
    entries = apps.get_model('headhealth', 'LedgerEntry').objects.using(using)
    approved = [
        field.name
        for field in reviews.model._meta.concrete_fields
        if field.name not in ('id', 'revoked_at')
    ]
    approvals = reviews.order_by('reviewed_at', 'pk').iterator(CHUNK)
    revoked = reviews.exclude(revoked_at=None).defer('snapshot')
    revocations = revoked.order_by('revoked_at', 'pk').iterator(CHUNK)
    position, previous_hash, waiting = 0, '', []
    for review, kind, fields in chain(
        ((review, 'approval', approved) for review in approvals),
        ((review, 'revocation', ['revoked_at']) for review in revocations),
    ):
        entry = entries.model(
            position=position + 1,
            kind=kind,
            record_type='headhealth.medicalreview',
            record_id=review.pk,
            facts=facts_of(review, fields),
            entered_at=timezone.now(),
            previous_hash=previous_hash,
        )
        entry.hash = hash_of(entry)
        position, previous_hash = entry.position, entry.hash
        waiting.append(entry)
        if len(waiting) == CHUNK:
            entries.bulk_create(waiting)
            waiting = []
    entries.bulk_create(waiting)
    heads = apps.get_model('headhealth', 'LedgerHead').objects.using(using)
    if position:
        heads.create(pk=1, position=position, hash=previous_hash)


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('headhealth', '0012_source_notice'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name='position')),
                ('kind', models.CharField(max_length=32, verbose_name='kind')),
                ('record_type', models.CharField(max_length=255, verbose_name='record type')),
                ('record_id', models.BigIntegerField(verbose_name='record id')),
                ('facts', models.JSONField(help_text='What the record held.', verbose_name='facts')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('previous_hash', models.CharField(blank=True, max_length=64, verbose_name='hash of the entry before')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'ledger entry',
                'verbose_name_plural': 'ledger entries',
                'ordering': ['position'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('record_type', 'record_id', 'kind'), name='hh_ledger_record')],
            },
        ),
        migrations.RunPython(enter_existing_records, migrations.RunPython.noop, elidable=True),
    ]
