"""Loads everything, in the order in which one part needs the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test.utils import override_settings

from demo.loading.accounts import load_accounts, load_contributors
from demo.loading.block_values import Names
from demo.loading.comments import load_comments
from demo.loading.feedback import load_feedback
from demo.loading.guest_readers import load_guest_readers
from demo.loading.pages import load_pages, load_tree
from demo.loading.snippets import load_sources, load_symptoms


@dataclass(frozen=True)
class LoadedDemo:
    """What there is now: the accounts, the password of new ones, and how many pages are new."""

    accounts: dict[str, Any]
    password: str
    new_pages: int


def load_demo_content() -> LoadedDemo:
    """Load what is missing; leave what is there, changed or not, as it is.

    Nobody is mailed about work that only re-enacts the past, when it is committed either.
    """
    no_mail = override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
    with no_mail, transaction.atomic():
        accounts, password = load_accounts()
        names = Names(contributors=load_contributors(accounts))
        names.sources.update(load_sources(user=accounts["editor"]))
        names.symptoms.update(load_symptoms(accounts))
        new_pages = load_pages(names, accounts, load_tree())
        load_comments(names.pages, moderator=accounts["editor"])
        load_feedback(names.pages, accounts)
        load_guest_readers(names.pages, accounts)
    return LoadedDemo(accounts=accounts, password=password, new_pages=new_pages)
