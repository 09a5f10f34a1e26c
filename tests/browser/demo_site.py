"""The demo site as the browser tests need it: its people and its tree, without its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DemoSite:
    accounts: dict[str, Any]
    """Users by name: editor, reviewer, reviewer2, publisher, admin."""
    password: str
    """Of all accounts."""
    indexes: dict[str, Any]
    """The A to Z pages: conditions, symptom_lists, treatments."""


def load_demo_site() -> DemoSite:
    """Load it into the empty database of a test."""
    # Not at the top: under the settings of the other tests there is no demo to import.
    from demo.loading.accounts import load_accounts, load_contributors
    from demo.loading.pages import load_tree

    accounts, password = load_accounts()
    load_contributors(accounts)
    return DemoSite(accounts=accounts, password=password, indexes=load_tree())
