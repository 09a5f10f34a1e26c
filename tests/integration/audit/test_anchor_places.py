"""Where an anchor can be, and what an audit says of places where it cannot."""

from __future__ import annotations

import os
import resource

import pytest
from django.core.management import CommandError, call_command

from headhealth.job_lease import RunLease
from headhealth.models import LedgerAnchor
from headhealth.review.anchoring import anchor_storage
from tests.integration.audit.anchors import approve_again
from tests.integration.audit.auditing import audit

FILES = "django.core.files.storage.FileSystemStorage"


def refused(name):
    with pytest.raises(CommandError, match="The anchor cannot be used") as error:
        call_command("audit_live_pages", f"--anchor={name}")
    return str(error.value)


@pytest.fixture
def disk_left():
    """Let files of this process grow to a size and no further, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_folder__is_refused_before_the_audit(db, tmp_path, capsys):
    assert "is no file" in refused(tmp_path)
    assert capsys.readouterr().out == ""


def test_pipe__is_refused_and_not_waited_for(db, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in refused(tmp_path / "pipe")


def test_folder_that_does_not_exist__is_not_made(db, tmp_path):
    assert "no folder that can be written to" in refused(tmp_path / "none" / "anchor")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "/".join(["a" * 200] * 6), "circle"])
def test_path__that_no_file_can_have(name, db, tmp_path):
    (tmp_path / "circle").symlink_to("circle")
    refused(tmp_path / name)


def test_other_spelling_of_a_path__is_the_same_place(live, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "anchor")
    (tmp_path / "folder").mkdir()
    for name in ("anchor", "link", "folder/../anchor"):
        assert audit(f"--anchor={tmp_path / name}").status == 0
    assert LedgerAnchor.objects.get().place == str(tmp_path / "anchor")


def test_file_that_can_only_be_appended_to__keeps_a_half_line_and_the_audit_goes_on(
    live, tmp_path, disk_left, monkeypatch
):
    path = tmp_path / "anchor"
    audit(f"--anchor={path}")
    approve_again(live)

    def refuse(file, size):
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "ftruncate", refuse)
    disk_left(path.stat().st_size + 40)
    run = audit(f"--anchor={path}")
    disk_left(resource.RLIM_INFINITY)
    assert run.codes == ["anchor-unwritten"]
    assert audit(f"--anchor={path}").codes == ["anchor-broken"]


@pytest.mark.parametrize("root", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_folder_that_readers_see__is_refused(root, db, tmp_path, settings):
    setattr(settings, root, str(tmp_path))
    assert f"is inside {root}" in refused(tmp_path / "x" / ".." / "anchor")
    options = {"location": str(tmp_path / "x")}
    settings.STORAGES = {
        **settings.STORAGES,
        "anchor": {"BACKEND": FILES, "OPTIONS": options},
    }
    assert f"is inside {root}" in refused("storage:anchor")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("storage:default", "readers see"),
        ("storage:staticfiles", "readers see"),
        ("storage:none", "none"),
        ("storage:", "Could not find config"),
    ],
)
def test_storage__that_is_none_or_public(name, reason, db):
    assert reason in refused(name)


def test_storage__that_cannot_be_listed(db, settings):
    backend = {"BACKEND": "django.core.files.storage.Storage"}
    settings.STORAGES = {**settings.STORAGES, "anchor": backend}
    assert "cannot be listed" in refused("storage:anchor")


def test_new_anchor__without_a_place(db):
    with pytest.raises(CommandError, match="needs --anchor"):
        call_command("audit_live_pages", "--new-anchor")


def test_option__that_is_empty_switches_the_setting_off(live, settings, tmp_path):
    settings.HEADHEALTH_LEDGER_ANCHOR = str(tmp_path / "anchor")
    assert audit("--anchor=").anchored.startswith("Nothing outside the database")


@pytest.mark.parametrize("room", [0, 40], ids=["for nothing", "for a part of it"])
def test_line_that_cannot_be_written__is_a_finding_and_leaves_no_half(
    room, live, tmp_path, settings, publisher, disk_left
):
    path = tmp_path / "anchor"
    settings.HEADHEALTH_LEDGER_ANCHOR = str(path)
    audit()
    before = path.read_bytes(), LedgerAnchor.objects.values().get()
    approve_again(live)
    disk_left(path.stat().st_size + room)
    run = audit()
    disk_left(resource.RLIM_INFINITY)
    assert (run.status, run.codes) == (1, ["anchor-unwritten"])
    assert (path.read_bytes(), LedgerAnchor.objects.values().get()) == before
    assert audit().status == 0
    assert len(path.read_bytes().splitlines()) == 2


def test_storage_that_another_audit_holds__is_waited_for(anchor, live, publisher, monkeypatch):
    if anchor.kind == "file":
        return
    other = RunLease(anchor_storage.JOB)
    assert other.take()
    waits = []

    def wait(seconds):
        waits.append(seconds)
        if len(waits) == 3:
            other.give_back()

    monkeypatch.setattr(anchor_storage.time, "sleep", wait)
    assert audit().status == 0
    assert len(waits) == 3


def test_storage_that_never_gets_free__is_a_finding(anchor, live, publisher, monkeypatch):
    if anchor.kind == "file":
        return
    assert RunLease(anchor_storage.JOB).take()
    clock = iter(range(0, 100_000, 100))
    monkeypatch.setattr(anchor_storage.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(anchor_storage.time, "sleep", lambda seconds: None)
    assert audit().codes == ["anchor-unwritten"]
