"""Whether the chain of the ledger holds, from its first entry to its last."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from headhealth.review.audit.ledger_chain import broken_entry, verify_head
from headhealth.review.review_ledger import LedgerEntry, LedgerHead, Link

CHUNK = 2_000
MOST_PROBLEMS = 20
"""The audit tells all of them."""
FRESH_SECONDS = 60
"""How long somebody without an account is told what was verified before."""


@dataclass(frozen=True)
class LedgerState:
    """The end is what somebody who keeps it outside can compare a later ledger with."""

    entries: int
    end_position: int
    end_hash: str
    problems: list[str]
    """What does not fit, in sentences; the first few of them."""

    @property
    def is_sound(self) -> bool:
        return not self.problems

    @property
    def end(self) -> str:
        """As ``audit_live_pages --known-end`` takes it."""
        return str(Link(self.end_position, self.end_hash))


def verify_ledger() -> LedgerState:
    """Every entry by itself and in its place; two queries, however many there are.

    The records themselves are not compared: ``ledger_proofs`` does that for those it is given.
    """
    head = LedgerHead.objects.first()
    before, problems, entries = Link(), [], 0
    for entry in LedgerEntry.objects.order_by("position").iterator(CHUNK):
        if broken := broken_entry(entry, before):
            problems.append(broken.text)
        before = entry.link
        entries += 1
    problems += [finding.text for finding in verify_head(head, before)]
    return LedgerState(entries, before.position, before.hash, problems[:MOST_PROBLEMS])


def recent_ledger_state() -> LedgerState:
    """For pages that anybody with a link can turn, as verifying takes seconds in a large ledger.

    Verified anew after ``FRESH_SECONDS``, and with every new entry.
    """
    key = f"headhealth.ledger.{LedgerHead.objects.first()}"
    state = cache.get(key)
    if state is None:
        state = verify_ledger()
        cache.set(key, state, FRESH_SECONDS)
    return state
