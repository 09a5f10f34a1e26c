"""What a run costs: as many queries for many pages as for few."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from headhealth.models import ReviewRequest, SentReminder
from headhealth.reminders import clock_matters
from headhealth.site_calendar import site_day
from tests import factories

MANY = 40


def queries(run, **options):
    with CaptureQueriesContext(connection) as captured:
        run(**options)
    return len(captured)


def many(article, **fields):
    for number in range(MANY):
        article(f"Headache {number}", **fields)


def test_run__costs_the_same_for_any_number_of_pages(today, article, run, owner, deputy, leader):
    fields = {"owner": owner, "deputy": deputy, "days": -20}
    article("Migraine", **fields)
    run()
    SentReminder.objects.all().delete()
    one = queries(run)
    many(article, **fields)
    SentReminder.objects.all().delete()
    assert queries(run) == one
    assert SentReminder.objects.count() == 3 * (MANY + 1)
    # And for a run that finds nothing new.
    nothing = queries(run)
    assert nothing < one


def test_waiting_reviews__cost_the_same_for_any_number(
    today, draft, a_to_z, run, editor, reviewer, leader
):
    def submit(page):
        factories.submit(page, user=editor)
        ReviewRequest.objects.update(due_on=site_day())

    draft.owner = editor
    draft.save()
    submit(draft)
    run(dry_run=True)
    one = queries(run, dry_run=True)
    for number in range(3):
        submit(
            factories.ConditionPageFactory(parent=a_to_z, title=f"Headache {number}", owner=editor)
        )
    assert queries(run, dry_run=True) == one


def test_large_site__is_read_a_part_at_a_time(today, article, run, owner, monkeypatch):
    monkeypatch.setattr(clock_matters, "CHUNK", 7)
    many(article, owner=owner, days=5)
    seen = []
    found = clock_matters._reminders
    monkeypatch.setattr(
        clock_matters,
        "_reminders",
        lambda clocks, *rest: seen.append(len(clocks)) or found(clocks, *rest),
    )
    assert f"Sent 1 mails with {MANY} reminders." in run()
    assert seen == [7] * 5 + [5]
