"""A run over the sources that are due: several hosts at once, each host one request at a time."""

from __future__ import annotations

import queue
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from headhealth.job_lease import RunLease
from headhealth.snippets.source import Source
from headhealth.source_checks.answer import Answer, Outcome
from headhealth.source_checks.ask import Manners, ask
from headhealth.source_checks.due_sources import due_sources, resting_hosts
from headhealth.source_checks.host_turns import HostRestsError, HostTurns, StoppedError
from headhealth.source_checks.record_answer import record_answer
from headhealth.source_checks.source_link import LinkState
from headhealth.source_checks.web_address import WebAddress

JOB = "check_sources"
"""Two runs at once would ask one host at once."""
HOSTS_THAT_PROVE = 3
"""So many hosts, or more, of which none answers, say more about this machine than about them."""
_SECONDS_BETWEEN_RENEWALS = 20

_Asked = tuple[Source, Answer | None]


@dataclass
class Summary:
    """What came of a run."""

    due: int = 0
    states: Counter[LinkState] = field(default_factory=Counter)
    """How many sources are in each state by this run."""
    postponed: int = 0
    """Left to a later run: their host wants its rest, or they were changed meanwhile."""
    is_another_running: bool = False
    is_offline: bool = False
    """Nobody answered at all, so nothing was kept."""

    @property
    def checked(self) -> int:
        return self.states.total()


def check_sources(
    *,
    manners: Manners,
    most: int,
    older_than_days: int,
    hosts_at_once: int,
    report: Callable[[Source, LinkState, Answer, Summary], None],
) -> Summary:
    """Check up to ``most`` sources, the oldest check first, and keep each result at once.

    So a run that is interrupted has lost nothing, and the next goes on where it stopped. Only one
    run goes on at a time. ``report`` is called after each result.
    """
    lease = RunLease(JOB)
    if not lease.take():
        return Summary(is_another_running=True)
    try:
        sources = list(due_sources(older_than_days=older_than_days)[:most])
        turns = HostTurns(pause=manners.pause, resting=resting_hosts())
        run = _Run(manners, turns, report, Summary(due=len(sources)))
        return run.go(sources, hosts_at_once, lease)
    finally:
        lease.give_back()


class _Run:
    def __init__(
        self,
        manners: Manners,
        turns: HostTurns,
        report: Callable[[Source, LinkState, Answer, Summary], None],
        summary: Summary,
    ) -> None:
        self._manners, self._turns = manners, turns
        self._report, self._summary = report, summary
        # Threads ask; this one alone knows the database.
        self._asked: queue.Queue[_Asked | None] = queue.Queue()
        self._held: list[tuple[Source, Answer]] = []
        self._has_an_answer = False

    def go(self, sources: Iterable[Source], hosts_at_once: int, lease: RunLease) -> Summary:
        by_host: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            by_host[_host(source.address)].append(source)
        with ThreadPoolExecutor(hosts_at_once, thread_name_prefix="check_sources") as pool:
            workers = [pool.submit(self._ask_all, group) for group in by_host.values()]
            try:
                at_work = len(workers)
                while at_work and lease.renew():
                    try:
                        asked = self._asked.get(timeout=_SECONDS_BETWEEN_RENEWALS)
                    except queue.Empty:
                        continue
                    if asked is None:
                        at_work -= 1
                    else:
                        self._take(*asked)
            finally:
                self._turns.stop()
                for worker in workers:
                    worker.cancel()
        for worker in workers:
            if not worker.cancelled():
                worker.result()
        self._settle_held()
        return self._summary

    def _ask_all(self, sources: list[Source]) -> None:
        """What one thread does: the sources of one host, one after the other."""
        try:
            for source in sources:
                try:
                    answer = ask(source.address, manners=self._manners, turns=self._turns)
                    if answer.resting_host:
                        self._turns.let_rest(answer.resting_host)
                    self._asked.put((source, answer))
                except HostRestsError:
                    self._asked.put((source, None))
                except StoppedError:
                    return
        finally:
            self._asked.put(None)

    def _take(self, source: Source, answer: Answer | None) -> None:
        if answer is None:
            self._summary.postponed += 1
            return
        if answer.status is not None and not self._has_an_answer:
            self._has_an_answer = True
            self._keep_held()
        if answer.outcome is Outcome.FAILS and not self._has_an_answer:
            # Without a network every link would in time be called broken.
            self._held.append((source, answer))
        else:
            self._keep(source, answer)

    def _settle_held(self) -> None:
        if len({_host(source.address) for source, _answer in self._held}) >= HOSTS_THAT_PROVE:
            self._summary.is_offline = True
        else:
            self._keep_held()

    def _keep_held(self) -> None:
        for each in self._held:
            self._keep(*each)
        self._held.clear()

    def _keep(self, source: Source, answer: Answer) -> None:
        address = source.address
        state = record_answer(source_pk=source.pk, address=address, answer=answer)
        if state is None:
            self._summary.postponed += 1
            return
        self._summary.states[state] += 1
        self._report(source, state, answer, self._summary)


def _host(address: str) -> str:
    try:
        return WebAddress.parse(address).host
    except ValueError:
        return ""
