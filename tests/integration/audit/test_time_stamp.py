"""Each new line of the anchor can carry the time stamp of an authority that the site names."""

from __future__ import annotations

import base64
import json
import sys

import pytest

from headhealth.review.anchoring.anchor_line import read_lines
from tests.integration.audit.anchors import approve_again
from tests.integration.audit.auditing import audit
from tests.integration.audit.time_stamping import refusal, time_stamping_authority
from tests.integration.reminders.mail_server import free_port


@pytest.fixture(scope="module")
def shared_authority():
    with time_stamping_authority() as authority:
        yield authority


@pytest.fixture
def authority(shared_authority, settings, monkeypatch):
    monkeypatch.setattr(shared_authority, "answer", shared_authority.answer)
    shared_authority.requests.clear()
    settings.HEADHEALTH_TIMESTAMP_URL = shared_authority.url
    return shared_authority


@pytest.fixture
def path(tmp_path, settings, publisher):
    settings.HEADHEALTH_LEDGER_ANCHOR = str(tmp_path / "anchor")
    return tmp_path / "anchor"


def test_reply__stands_beside_the_line_and_is_about_all_of_it(live, authority, path):
    run = audit()
    assert (run.status, run.problems) == (0, "")
    (line,) = read_lines(path.read_bytes().splitlines(keepends=True)).values()
    response = authority.verify(line.timestamp, line.signed_text)
    digest = json.loads(path.read_text())["digest"]
    assert response.tst_info.message_imprint.message.hex() == digest
    # What is there already is not stamped twice, and a stamped line is no changed one.
    approve_again(live)
    assert [audit().status, audit().status] == [0, 0]
    assert len(path.read_text().splitlines()) == len(authority.requests) == 2


ANSWERS = {
    "a refusal": (lambda each, request: (200, refusal()), "not granted: Not today"),
    "another nonce": (
        lambda each, request: (200, each.reply(request, nonce=7)),
        "about something else than was asked",
    ),
    "another text": (
        lambda each, request: (200, each.reply(request, imprint=b"\1" * 32)),
        "about something else than was asked",
    ),
    "no time stamp": (lambda each, request: (200, b"<html>Welcome</html>"), "is no time stamp"),
    "nothing": (lambda each, request: (200, b""), "is no time stamp"),
    "half": (lambda each, request: (200, each.reply(request)[:-100]), "is no time stamp"),
    "an error": (lambda each, request: (500, b""), "has status 500"),
    "a redirect": (lambda each, request: (307, b""), "has status 307"),
    "a flood": (lambda each, request: (200, b"x" * 1_000_000), "too large"),
}


@pytest.mark.parametrize(("answer", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_answer_that_is_none__is_reported_and_the_line_is_written_without(
    answer, reason, live, authority, path
):
    authority.answer = lambda request: answer(authority, request)
    run = audit()
    assert (run.status, run.findings) == (0, [])
    assert f"The end of the ledger has no time stamp of {authority.url}" in run.problems
    assert reason in run.problems
    (line,) = read_lines(path.read_bytes().splitlines(keepends=True)).values()
    assert line.timestamp == ""
    assert len(authority.requests) == 1


@pytest.mark.parametrize("url", ["down", "http://no-such-name.invalid/", "nonsense", "ftp://x/"])
def test_address__where_no_authority_is(url, live, path, settings):
    settings.HEADHEALTH_TIMESTAMP_URL = f"http://127.0.0.1:{free_port()}/" if url == "down" else url
    run = audit()
    assert run.status == 0 and "has no time stamp of" in run.problems
    assert len(path.read_text().splitlines()) == 1


def test_library__that_is_not_installed_is_named(live, authority, path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    run = audit()
    assert run.status == 0 and "pip install 'headhealth[timestamp]'" in run.problems


def test_time_stamp__that_was_taken_from_another_line_is_found(live, authority, path):
    audit()
    first = json.loads(path.read_text())
    approve_again(live)
    audit()
    lines = path.read_bytes().splitlines(keepends=True)
    other = json.loads(lines[1])["timestamp"].encode()
    path.write_bytes(lines[0] + lines[1].replace(other, first["timestamp"].encode()))
    assert base64.b64decode(other) != base64.b64decode(first["timestamp"])
    assert audit().codes == ["anchor-broken"]
