"""Asking one address: what each answer says, and what is never asked."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from headhealth.source_checks import network_addresses, one_request
from headhealth.source_checks.answer import Outcome, Problem
from tests.integration.source_checks.web_site import CERTIFICATE, web_site


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.WORKS),
        (204, Outcome.WORKS),
        (206, Outcome.WORKS),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (401, Outcome.UNTOLD),
        (403, Outcome.UNTOLD),
        (418, Outcome.UNTOLD),
        (429, Outcome.UNTOLD),
        (451, Outcome.UNTOLD),
        (304, Outcome.UNTOLD),
        (500, Outcome.FAILS),
        (503, Outcome.FAILS),
        (599, Outcome.FAILS),
    ],
)
def test_status__says_how_the_link_is(status, outcome, site, asked):
    site.answers["/page"] = status
    answer = asked(f"{site.address}/page")
    assert (answer.outcome, answer.status) == (outcome, status)


def test_working_address__is_asked_once_and_without_its_body(site, asked):
    site.answers["/page?a=b%20c"] = 200
    assert asked(f"{site.address}/page?a=b c#part").outcome is Outcome.WORKS
    assert site.asked == [("HEAD", "/page?a=b%20c")]
    assert site.headers[0]["User-Agent"] == "tests"
    assert site.headers[0]["Host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize("refusal", [400, 403, 404, 405, 500, 501])
def test_head_refused__is_asked_again_as_readers_ask(refusal, site, asked):
    site.answers = {"HEAD /page": refusal, "GET /page": 200}
    assert asked(f"{site.address}/page").outcome is Outcome.WORKS
    assert [method for method, _path in site.asked] == ["HEAD", "GET"]


def test_head_cut_off__is_asked_again_as_readers_ask(site, asked):
    site.answers = {"HEAD /page": lambda handler: None, "GET /page": 200}
    assert asked(f"{site.address}/page").outcome is Outcome.WORKS


def test_long_body__is_not_read(site, asked):
    written = []

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        for number in range(1000):
            handler.wfile.write(b"x" * 100_000)
            written.append(number)

    site.answers = {"HEAD /page": 405, "GET /page": endless}
    assert asked(f"{site.address}/page").outcome is Outcome.WORKS
    assert len(written) < 500


# Redirects


def redirect(status, location):
    return status, {"Location": location}


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((302,), ""),
        ((307,), ""),
        ((303,), ""),
        # What a temporary redirect leads to is no new address; what led there is.
        ((301, 302), "/1"),
        ((302, 301), ""),
    ],
)
def test_redirects__only_permanent_ones_give_a_new_address(statuses, moved_to, site, asked):
    for number, status in enumerate(statuses):
        site.answers[f"/{number}"] = redirect(status, f"/{number + 1}")
    site.answers[f"/{len(statuses)}"] = 200
    answer = asked(f"{site.address}/0")
    assert answer.moved_to == (f"{site.address}{moved_to}" if moved_to else "")
    assert answer.outcome is (Outcome.MOVED if moved_to else Outcome.WORKS)


def test_permanent_redirect__that_leads_nowhere_is_gone(site, asked):
    site.answers["/old"] = redirect(301, "/new")
    answer = asked(f"{site.address}/old")
    assert (answer.outcome, answer.moved_to) == (Outcome.GONE, "")


def test_permanent_redirect__keeps_the_part_of_the_page(site, asked):
    site.answers = {"/old": redirect(301, "/new"), "/new": 200}
    assert asked(f"{site.address}/old#dose").moved_to == f"{site.address}/new#dose"


def test_redirect_to_itself__is_no_new_address(site, asked):
    calls = []

    def once(handler):
        calls.append(1)
        handler.send_response(301 if len(calls) == 1 else 200)
        handler.send_header("Location", "/page")
        handler.end_headers()

    site.answers["/page"] = once
    assert asked(f"{site.address}/page").outcome is Outcome.WORKS


def test_redirects__end_somewhere(site, asked):
    site.answers["/page"] = redirect(302, "/page")
    answer = asked(f"{site.address}/page")
    assert (answer.outcome, answer.problem) == (Outcome.UNTOLD, Problem.REDIRECTS)
    assert len(site.asked) == 9


@pytest.mark.parametrize(
    "location",
    ["ftp://127.0.0.1/", "javascript:alert(1)", "file:///etc/passwd", "http://[::1", "http://:80/"],
)
def test_redirect__to_anything_but_the_web_is_not_followed(location, site, asked):
    site.answers["/page"] = redirect(301, location)
    answer = asked(f"{site.address}/page")
    assert (answer.outcome, answer.problem) == (Outcome.FAILS, Problem.ADDRESS)


@pytest.mark.parametrize(
    "location", ["/é", "/a b", "/a\x01b", "/" + "x" * 2000], ids=["é", "space", "control", "long"]
)
def test_redirect__to_an_odd_address_is_followed(location, site, asked):
    site.answers["/page"] = redirect(301, location)
    site.answers.update(dict.fromkeys(("/%C3%A9", "/%E9", "/a%20b", "/a%01b"), 200))
    site.answers["/" + "x" * 2000] = 200
    answer = asked(f"{site.address}/page")
    assert answer.outcome in (Outcome.MOVED, Outcome.WORKS)
    assert "\x01" not in answer.moved_to and len(answer.moved_to) < 1001


# What goes wrong


@pytest.mark.parametrize("address", ["ftp://example.org/", "http://", "http://[::1", "http://a:b/"])
def test_address__that_is_none(address, asked):
    assert asked(address).problem == Problem.ADDRESS


@pytest.mark.parametrize("host", ["no-such-name.invalid", "x" * 64 + ".org", "a..b"])
def test_name__that_nobody_knows(host, asked):
    answer = asked(f"http://{host}/")
    assert (answer.outcome, answer.problem) == (Outcome.FAILS, Problem.NAME)


def test_port__where_nobody_listens(asked):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        answer = asked(address)
    assert (answer.outcome, answer.problem) == (Outcome.FAILS, Problem.CONNECTION)


def test_silence__ends_with_the_time_out(site, asked):
    site.answers["/page"] = lambda handler: time.sleep(3)
    began = time.monotonic()
    answer = asked(f"{site.address}/page", read_timeout=0.1)
    assert (answer.outcome, answer.problem) == (Outcome.FAILS, Problem.TIMEOUT)
    assert time.monotonic() - began < 2.5


def test_headers_that_never_end__end_with_the_deadline(site, asked):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(100):
                handler.wfile.write(b"X-%d: y\r\n" % number)
                time.sleep(0.05)
        except OSError:
            pass

    site.answers["/page"] = drip
    began = time.monotonic()
    answer = asked(f"{site.address}/page", deadline=0.5)
    assert (answer.outcome, answer.problem) == (Outcome.FAILS, Problem.TIMEOUT)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("line", [b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 70_000])
def test_what_is_no_http__is_no_answer(line, site, asked):
    site.answers["/page"] = lambda handler: handler.wfile.write(line)
    assert asked(f"{site.address}/page").outcome is Outcome.FAILS


def test_tls__that_is_none(site, asked):
    answer = asked(site.address.replace("http", "https"))
    assert (answer.outcome, answer.problem) == (Outcome.FAILS, Problem.TLS)


@pytest.fixture
def trusted(monkeypatch):
    """The certificate of sources.test is accepted, and every name stands for this machine."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(one_request, "_tls", lambda: context)
    monkeypatch.setattr(network_addresses, "look_up", lambda *args, **kwargs: ["127.0.0.1"])
    monkeypatch.setattr("headhealth.source_checks.ask.look_up", network_addresses.look_up)


@pytest.mark.parametrize(
    ("host", "problem"), [("sources.test", ""), ("other.test", Problem.TLS)], ids=["own", "other"]
)
def test_tls__needs_a_certificate_for_the_name(host, problem, trusted, asked):
    with web_site(tls=True) as site:
        site.answers["/"] = 200
        assert asked(f"https://{host}:{site.port}/").problem == problem
        assert site.paths() == ([] if problem else ["/"])


def test_tls__needs_a_certificate_that_somebody_vouches_for(asked):
    with web_site(tls=True) as site:
        assert asked(site.address).problem == Problem.TLS


# Sites that want to be left alone


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {}, 3600),
        (429, {"Retry-After": "120"}, 120),
        (503, {"Retry-After": "5"}, 5),
        (429, {"Retry-After": "99999999"}, 7 * 24 * 3600),
        (429, {"Retry-After": "soon"}, 3600),
        (429, {"Retry-After": "9" * 5000}, 3600),
        (429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        (429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00"}, 0),
    ],
)
def test_too_many_requests__is_not_asked_again(status, headers, seconds, site, asked):
    site.answers["/page"] = (status, headers)
    answer = asked(f"{site.address}/page")
    assert (answer.resting_host, answer.rest_seconds) == ("127.0.0.1", seconds)
    assert len(site.asked) == 1


def test_retry_after__may_be_a_date(site, asked):
    until = datetime.now(UTC) + timedelta(minutes=10)
    site.answers["/page"] = (429, {"Retry-After": format_datetime(until, usegmt=True)})
    assert 590 <= asked(f"{site.address}/page").rest_seconds <= 600


# What is never asked


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        # The metadata services of clouds.
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "[fd00:ec2::254]",
        "224.0.0.1",
        "[ff0e::1]",
        "240.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        # IPv4 inside IPv6: 6to4, NAT64, Teredo.
        "[2002:7f00:1::1]",
        "[64:ff9b::7f00:1]",
        "[2001:0:7f00:1::1]",
        # Other ways to write 127.0.0.1.
        "2130706433",
        "0x7f000001",
        "127.1",
        "017700000001",
    ],
)
def test_private_address__is_not_asked(host, monkeypatch, asked):
    monkeypatch.setattr(one_request, "_connect_to", lambda *args: pytest.fail("connected"))
    answer = asked(f"http://{host}/", allow_private=False)
    assert answer.outcome in (Outcome.UNTOLD, Outcome.FAILS)
    assert answer.problem in (Problem.NOT_PUBLIC, Problem.NAME)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_public_address__is(address):
    assert network_addresses.is_public(address)


@pytest.fixture
def one_is_public(monkeypatch):
    """127.0.0.1 stands for a site on the internet; nothing else of this machine does."""
    is_public = network_addresses.is_public
    monkeypatch.setattr(
        network_addresses, "is_public", lambda address: address == "127.0.0.1" or is_public(address)
    )


def test_redirect_to_a_private_address__is_not_followed(one_is_public, site, asked):
    with web_site(host="127.0.0.2") as private:
        site.answers["/page"] = redirect(301, f"{private.address}/secret")
        answer = asked(f"{site.address}/page", allow_private=False)
        assert (answer.outcome, answer.problem) == (Outcome.UNTOLD, Problem.NOT_PUBLIC)
        assert private.asked == []


@pytest.mark.parametrize("addresses", [["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]])
def test_name_of_a_private_address__is_not_asked(addresses, one_is_public, monkeypatch, asked):
    monkeypatch.setattr(socket, "getaddrinfo", resolver([addresses]))
    monkeypatch.setattr(one_request, "_connect_to", lambda *args: pytest.fail("connected"))
    assert asked("http://sources.test/", allow_private=False).problem == Problem.NOT_PUBLIC


def test_name_that_changes_its_meaning__is_asked_where_it_was_looked_up(
    one_is_public, monkeypatch, site, asked
):
    """DNS rebinding: the second look-up would lead into the private network."""
    with web_site(host="127.0.0.2") as private:
        names = resolver([["127.0.0.1"], ["127.0.0.2"]])
        monkeypatch.setattr(socket, "getaddrinfo", names)
        # HEAD and GET are two connections.
        site.answers = {"HEAD /": 405, "GET /": 200}
        answer = asked(f"http://sources.test:{site.port}/", allow_private=False)
        assert answer.outcome is Outcome.WORKS
        assert names.asked == ["sources.test"]
        assert [each["Host"] for each in site.headers] == [f"sources.test:{site.port}"] * 2
        assert private.asked == []


def resolver(answers):
    """``getaddrinfo`` that gives ``answers`` one after the other for names."""
    real = socket.getaddrinfo
    asked = []

    def look_up(host, *args, **kwargs):
        if host.endswith(".test"):
            asked.append(host)
            found = answers[min(len(asked), len(answers)) - 1]
            return [entry for each in found for entry in real(each, *args, **kwargs)]
        return real(host, *args, **kwargs)

    look_up.asked = asked
    return look_up


def test_second_address_of_a_name__is_tried(monkeypatch, site, asked):
    # Nobody listens at that port of the first.
    monkeypatch.setattr(socket, "getaddrinfo", resolver([["127.0.0.3", "127.0.0.1"]]))
    site.answers["/"] = 200
    assert asked(f"http://sources.test:{site.port}/").outcome is Outcome.WORKS


def test_environment__gives_no_proxy(monkeypatch, site, asked):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.answers["/"] = 200
    assert asked(f"{site.address}/").outcome is Outcome.WORKS


def test_password_in_an_address__is_told_nobody(site, asked):
    site.answers["/"] = 200
    asked(site.address.replace("//", "//user:secret@"))
    assert "secret" not in str(site.headers[0])
