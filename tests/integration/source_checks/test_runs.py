"""The command: what it keeps, what it asks next, and how considerate it is."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from headhealth.management.commands.check_sources import Command
from headhealth.models import JobLease, Source, SourceCheck, SourceLink
from headhealth.page_cache.content_generation import current_generation
from headhealth.source_checks.ask import Manners
from headhealth.source_checks.check_run import JOB, check_sources
from headhealth.source_checks.source_link import LinkState
from headhealth.source_checks.user_agent import user_agent
from tests.integration.source_checks.conftest import QUICK
from tests.integration.source_checks.web_site import web_site

NOBODY = "http://no-such-name.invalid/"


@pytest.fixture
def days_later(monkeypatch):
    """Go on a number of days."""
    now = timezone.now

    def go(days):
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=days))

    return go


def link(source):
    return SourceLink.objects.get(source=source)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (200, LinkState.WORKS),
        ((301, {"Location": "/new"}), LinkState.MOVED),
        (404, LinkState.GONE),
        (410, LinkState.GONE),
        (401, LinkState.UNTOLD),
        (403, LinkState.UNTOLD),
        (429, LinkState.UNTOLD),
        (500, LinkState.UNANSWERED),
    ],
)
def test_state__is_kept_with_its_day_and_printed(answer, state, site, source, run):
    site.answers = {"/page": answer, "/new": 200}
    one = source(f"{site.address}/page")
    printed = run(verbosity=2)
    assert link(one).state == state
    assert link(one).moved_to == (f"{site.address}/new" if state == LinkState.MOVED else "")
    assert timezone.now() - link(one).checked_at < timedelta(minutes=1)
    assert f"{state.label} (" in printed and f"{state.label}: 1." in printed
    assert SourceCheck.objects.get(source=one).state == state


def test_nothing_due__is_said(db, run):
    assert run() == "Checked 0 of 0 sources that were due.\n"


def test_working_links__are_printed_only_when_asked_for(site, source, run):
    site.answers["/page"] = 200
    source(f"{site.address}/page")
    assert site.address not in run()


# Broken only after several days


def test_failing_link__is_called_broken_on_the_third_day(source, run, days_later):
    one = source(NOBODY)
    states = []
    for day in range(4):
        days_later(day)
        run()
        run()
        states.append(link(one).state)
    assert states == ["unanswered", "unanswered", "broken", "broken"]


def test_failing_link__is_asked_again_the_next_day_and_not_before(source, run, days_later):
    source(NOBODY)
    run(older_than=30)
    assert "of 0 sources" in run(older_than=30)
    days_later(1)
    assert "of 1 sources" in run(older_than=30)


def test_answer__ends_the_count(site, source, run, days_later, settings):
    settings.HEADHEALTH_SOURCE_BROKEN_AFTER_DAYS = 2
    one = source(f"{site.address}/page")
    for day, status in enumerate([500, 403, 500, 500]):
        site.answers["/page"] = status
        days_later(day)
        run()
    assert link(one).state == LinkState.BROKEN
    site.answers["/page"] = 200
    run()
    assert (link(one).state, link(one).failing_days) == (LinkState.WORKS, 0)


def test_nobody_answers__nothing_is_kept(source, run):
    for number in range(3):
        source(f"http://no-such-name-{number}.invalid/")
    assert "Is this machine online?" in run()
    assert not SourceLink.objects.exists()


def test_somebody_answers__failures_before_are_kept_too(site, source, run):
    for number in range(3):
        source(f"http://no-such-name-{number}.invalid/")
    source(f"{site.address}/page")
    assert "Is this machine online?" not in run(hosts=1)
    assert SourceLink.objects.count() == 4


# Which are asked, and in which order


def test_order__is_oldest_first_and_bounded(site, source, run, days_later):
    for name in "abc":
        site.answers[f"/{name}"] = 200
        source(f"{site.address}/{name}")
    run(max=2)
    assert site.paths() == ["/a", "/b"]
    days_later(1)
    run(max=2)
    assert site.paths()[2:] == ["/c", "/a"]


def test_older_than__leaves_out_what_is_known(site, source, run, days_later):
    site.answers["/page"] = 200
    source(f"{site.address}/page")
    run()
    assert "of 0 sources" in run(older_than=7)
    days_later(7)
    assert "Checked 1 of 1" in run(older_than=7)


def test_source_without_an_address__is_passed_by(source, run):
    source("")
    assert "of 0 sources" in run()


def test_interrupted_run__is_taken_up_where_it_stopped(site, source, run):
    names = "abcdef"
    for name in names:
        site.answers[f"/{name}"] = 200
        source(f"{site.address}/{name}")

    def stop_after_two(source, state, answer, summary):
        if summary.checked == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(stop_after_two)
    assert SourceLink.objects.count() == 2
    site.asked.clear()
    assert "Checked 4 of 4" in run(older_than=7)
    assert site.paths() == ["/c", "/d", "/e", "/f"]


def check(report, **manners):
    return check_sources(
        manners=Manners(**{**QUICK, "allow_private": True, **manners}),
        most=100,
        older_than_days=7,
        hosts_at_once=4,
        report=report,
    )


def test_second_run__leaves_the_first_alone(site, source, run):
    for name in "ab":
        site.answers[f"/{name}"] = 200
        source(f"{site.address}/{name}")
    printed = []
    summary = check(lambda *args: printed.append(run()))
    assert printed == ["Another run is checking sources; it goes on.\n"] * 2
    assert summary.checked == 2
    assert sorted(site.paths()) == ["/a", "/b"]


def test_killed_run__stands_in_the_way_for_minutes_only(site, source, run, days_later):
    site.answers["/page"] = 200
    source(f"{site.address}/page")
    JobLease.objects.create(
        job=JOB,
        holder="6b1a7ad0-0000-4000-8000-000000000000",
        until=timezone.now() + timedelta(minutes=3),
    )
    assert "Another run" in run()
    days_later(1)
    assert "Checked 1 of 1" in run()


def test_run_that_lost_its_right__stops(site, source):
    for name in "abc":
        site.answers[f"/{name}"] = 200
        source(f"{site.address}/{name}")
    theirs = "6b1a7ad0-0000-4000-8000-000000000000"
    until = timezone.now() + timedelta(minutes=3)
    check(lambda *args: JobLease.objects.update(holder=theirs, until=until))
    assert SourceLink.objects.count() == 1
    assert str(JobLease.objects.get().holder) == theirs


def test_source_that_changes_while_it_is_asked__keeps_no_answer_of_the_old(site, source):
    source(f"{site.address}/first")
    second = source(f"{site.address}/second")

    def change_the_second(*args):
        Source.objects.filter(pk=second.pk).update(url=f"{site.address}/new")

    summary = check(change_the_second)
    assert (summary.checked, summary.postponed) == (1, 1)
    assert not SourceLink.objects.filter(source=second).exists()


def test_another_address__is_not_checked(site, source, run):
    site.answers["/old"] = 404
    one = source(f"{site.address}/old")
    run()
    one.title = "Renamed"
    one.save()
    assert link(one).state == LinkState.GONE
    one.url = f"{site.address}/new"
    one.save()
    assert not SourceLink.objects.exists()
    assert "of 1 sources" in run(older_than=7)


# How considerate


def test_one_host__is_asked_one_by_one_with_a_pause(site, source):
    for name in "abc":
        site.answers[f"/{name}"] = (302, {"Location": f"/{name}/end"})
        site.answers[f"/{name}/end"] = 200
        source(f"{site.address}/{name}")
    check(lambda *args: None, pause=0.05)
    assert len(site.times) == 6
    pairs = zip(site.times, site.times[1:], strict=False)
    assert all(next_came - answered >= 0.04 for (_, answered), (next_came, _) in pairs)


def test_several_hosts__are_asked_at_the_same_time(site, source, run):
    with web_site(host="127.0.0.2") as other:
        together = threading.Barrier(2, timeout=0.25)

        def wait(handler):
            together.wait()
            handler.send_response(200)
            handler.end_headers()

        site.answers["/page"] = other.answers["/page"] = wait
        source(f"{site.address}/page")
        source(f"{other.address}/page")
        assert "Works: 2." in run()


def test_host_that_wants_rest__is_left_alone_by_this_run_and_the_next(
    site, source, run, days_later
):
    for name in "abc":
        site.answers[f"/{name}"] = (429, {"Retry-After": "3600"})
        source(f"{site.address}/{name}")
    assert "Left to a later run: 2." in run()
    assert "Left to a later run: 3." in run()
    assert site.paths() == ["/a"]
    days_later(1)
    run()
    assert site.paths() == ["/a", "/b"]


def test_user_agent__names_the_software_and_the_site(site, source, run, settings):
    settings.WAGTAIL_SITE_NAME = "Kopfweh – für alle\r\nX: y"
    site.answers["/page"] = 200
    source(f"{site.address}/page")
    run()
    said = site.headers[0]["User-Agent"]
    assert said == user_agent()
    assert said.startswith("headhealth/") and "+http://localhost" in said


def test_private_address__is_not_asked_unless_told(site, source, run):
    one = source(f"{site.address}/page")
    assert "private network" in run(allow_private=False)
    assert link(one).state == LinkState.UNTOLD
    assert site.asked == []


# What it does not touch


def test_run__makes_no_revision_and_renews_no_kept_page(site, source, run):
    site.answers["/page"] = 404
    one = source(f"{site.address}/page")
    before = current_generation()
    stored = Source.objects.values().get()
    assert "Gone: 1." in run()
    assert current_generation() == before
    assert Source.objects.values().get() == stored
    assert not Revision.objects.exists()
    # To be sure that the generation is there to be renewed.
    one.save()
    assert current_generation() != before


def test_history__keeps_the_newest(site, source, run, settings):
    settings.HEADHEALTH_SOURCE_CHECKS_KEPT = 3
    one, other = source(f"{site.address}/page"), source(f"{site.address}/other")
    for status in [404, 500, 200, 403]:
        site.answers["/page"] = status
        run()
    states = SourceCheck.objects.filter(source=one).values_list("state", flat=True)
    assert list(states) == ["untold", "works", "unanswered"]
    assert SourceCheck.objects.filter(source=other).count() == 3


def test_deleted_source__takes_its_checks_along(site, source, run):
    one = source(f"{site.address}/page")
    run()
    one.delete()
    assert not SourceCheck.objects.exists() and not SourceLink.objects.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--max", "0"],
        ["--max", "many"],
        ["--older-than", "-1"],
        ["--hosts", "0"],
        ["--pause", "nan"],
        ["--unknown"],
    ],
)
def test_misuse__has_exit_code_2(options, capsys):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "check_sources", *options])
    assert ended.value.code == 2
