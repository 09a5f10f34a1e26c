"""Asking one address, over redirects, as a considerate and careful reader would."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from headhealth.rules.characters import printable
from headhealth.source_checks.answer import Answer, Problem
from headhealth.source_checks.host_turns import HostTurns
from headhealth.source_checks.network_addresses import NotPublicError, look_up
from headhealth.source_checks.one_request import FAILURES, Response, request_head
from headhealth.source_checks.web_address import WebAddress, redirected

MOST_REDIRECTS = 8
"""A DOI takes up to six to get to the article."""
MOST_NETWORK_ADDRESSES = 3
"""Of one name, tried in turn where the first does not answer."""
LONGEST_ADDRESS = 1000
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_REST_UNLESS_SAID = 3600
_LONGEST_REST = 7 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How an address is asked. Times are in seconds."""

    user_agent: str
    allow_private: bool = False
    pause: float = 2.0
    """Between two requests to one host."""
    connect_timeout: float = 5.0
    read_timeout: float = 10.0
    deadline: float = 30.0
    """For one address with all its redirects, waiting for turns apart. A name is looked up under
    the time-outs of the system."""


class _ProblemError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def ask(address: str, *, manners: Manners, turns: HostTurns) -> Answer:
    """Follow ``address`` to its end. Raises ``HostRestsError`` or ``StoppedError``, nothing else.

    By HEAD, which costs a site least; where that is refused by GET, as some answer HEAD wrongly.
    """
    asking = _Asking(manners, turns)
    current, moved_to, is_permanent = address, "", True
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            host, response = asking.ask_once(current)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return _final(host, response, _new_address(address, moved_to))
            try:
                current = redirected(current, location)
            except ValueError as error:
                raise _ProblemError(Problem.ADDRESS) from error
            is_permanent = is_permanent and response.status in _PERMANENT
            moved_to = current if is_permanent else moved_to
    except _ProblemError as error:
        return Answer(problem=error.problem)
    return Answer(problem=Problem.REDIRECTS)


def _new_address(old: str, new: str) -> str:
    """``new``, if it is another address that a source can have."""
    is_kept = len(new) <= LONGEST_ADDRESS and printable(new) == new
    return new if is_kept and new != old else ""


class _Asking:
    """The requests for one address, and the time they have left."""

    def __init__(self, manners: Manners, turns: HostTurns) -> None:
        self._manners = manners
        self._turns = turns
        self._left = manners.deadline

    def ask_once(self, address: str) -> tuple[str, Response]:
        """The host of ``address`` and its response to HEAD, or to GET where that is refused."""
        try:
            parsed = WebAddress.parse(address)
        except ValueError as error:
            raise _ProblemError(Problem.ADDRESS) from error
        network_addresses = self._look_up(parsed)
        try:
            response = self._request("HEAD", parsed, network_addresses)
            is_refused = response.status >= 400 and not _wants_rest(response)
        except _ProblemError as error:
            is_refused = error.problem in (Problem.CONNECTION, Problem.TIMEOUT)
            if not is_refused:
                raise
        if is_refused:
            response = self._request("GET", parsed, network_addresses)
        return parsed.host, response

    def _look_up(self, address: WebAddress) -> list[str]:
        try:
            found = look_up(address.host, address.port, allow_private=self._manners.allow_private)
        except NotPublicError as error:
            raise _ProblemError(Problem.NOT_PUBLIC) from error
        except OSError as error:
            raise _ProblemError(Problem.NAME) from error
        return found[:MOST_NETWORK_ADDRESSES]

    def _request(self, method: str, address: WebAddress, network_addresses: list[str]) -> Response:
        problem = Problem.CONNECTION
        for network_address in network_addresses:
            with self._turns.take(address.host):
                if self._left <= 0:
                    raise _ProblemError(Problem.TIMEOUT)
                began = time.monotonic()
                try:
                    return request_head(
                        method,
                        address,
                        network_address,
                        user_agent=self._manners.user_agent,
                        connect_timeout=self._manners.connect_timeout,
                        read_timeout=self._manners.read_timeout,
                        deadline=self._left,
                    )
                except FAILURES as error:
                    problem = _problem_of(error)
                finally:
                    self._left -= time.monotonic() - began
        raise _ProblemError(Problem.TIMEOUT if self._left <= 0 else problem)


def _problem_of(error: Exception) -> Problem:
    causes = [error, error.__cause__, error.__context__]
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Problem.TIMEOUT
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Problem.TLS
    return Problem.CONNECTION


def _final(host: str, response: Response, moved_to: str) -> Answer:
    is_there = 200 <= response.status < 300
    if not _wants_rest(response):
        return Answer(status=response.status, moved_to=moved_to if is_there else "")
    return Answer(status=response.status, resting_host=host, rest_seconds=_rest_seconds(response))


def _wants_rest(response: Response) -> bool:
    return response.status == 429 or (response.status == 503 and "Retry-After" in response.headers)


def _rest_seconds(response: Response) -> int:
    """``Retry-After`` is a number of seconds or a date (RFC 9110, section 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        seconds = int(value)
    else:
        try:
            until = parsedate_to_datetime(value)
            if until.tzinfo is None:
                until = until.replace(tzinfo=UTC)
            seconds = int((until - datetime.now(UTC)).total_seconds())
        except (ValueError, OverflowError):
            seconds = _REST_UNLESS_SAID
    return max(0, min(seconds, _LONGEST_REST))
