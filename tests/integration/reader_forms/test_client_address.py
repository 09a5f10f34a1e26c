"""The address that submissions are counted by: nobody can choose their own."""

from __future__ import annotations

import pytest

from headhealth.reader_forms.client_address import client_address


@pytest.mark.parametrize(
    ("connection", "address"),
    [
        pytest.param("203.0.113.9", "203.0.113.9", id="ipv4"),
        pytest.param("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64", id="ipv6_network"),
        pytest.param("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64", id="same_household"),
        pytest.param("::ffff:203.0.113.9", "203.0.113.9", id="ipv4_in_ipv6"),
        pytest.param("fe80::1%eth0", "fe80::/64", id="zone"),
        pytest.param("", "", id="unix_socket"),
        pytest.param("unix:", "", id="no_address"),
    ],
)
def test_client_address__is_that_of_the_connection(connection, address, rf):
    assert client_address(rf.get("/", REMOTE_ADDR=connection)) == address


def test_client_address__ignores_headers_unless_told(rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "198.51.100.1"})
    assert client_address(request) == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        pytest.param(1, "198.51.100.1", "198.51.100.1", id="one"),
        pytest.param(1, "192.0.2.66, 198.51.100.1", "198.51.100.1", id="client_wrote_one_itself"),
        pytest.param(2, "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1", id="two_proxies"),
        pytest.param(1, "198.51.100.1:40123", "198.51.100.1", id="port"),
        pytest.param(1, "[2001:db8::1]:40123", "2001:db8::/64", id="ipv6_port"),
        pytest.param(1, "", "10.0.0.1", id="missing"),
        pytest.param(2, "198.51.100.1", "10.0.0.1", id="too_few"),
        pytest.param(1, "<script>", "10.0.0.1", id="no_address"),
        pytest.param(0, "198.51.100.1", "10.0.0.1", id="no_proxies"),
    ],
)
def test_client_address__behind_proxies(proxies, header, address, rf, settings):
    settings.HEADHEALTH_CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    settings.HEADHEALTH_TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": header})
    assert client_address(request) == address
