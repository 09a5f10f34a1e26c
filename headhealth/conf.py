"""Every setting of the app: ``HEADHEALTH_<NAME>`` in the site's settings overrides the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings


class AppSettings:
    """Reads at access time, so that ``override_settings`` works."""

    @staticmethod
    def _get(name: str, default: Any) -> Any:
        return getattr(settings, f"HEADHEALTH_{name}", default)

    @property
    def A_TO_Z_NAMES_PER_PAGE(self) -> int:
        """Up to this many names an A to Z page lists all letters; beyond it, so many of one letter.

        150 names are about 50 kB of HTML, which a slow phone still loads in a second.
        """
        return self._get("A_TO_Z_NAMES_PER_PAGE", 150)

    @property
    def SUBMISSIONS_PER_ADDRESS(self) -> Mapping[str, int]:
        """How many forms of each kind readers may send from one network address in a day.

        Enough for a hospital or a school whose readers share one address, too few for a flood.
        """
        shipped = {"feedback": 30, "comment": 20, "guest_reading": 200}
        return {**shipped, **self._get("SUBMISSIONS_PER_ADDRESS", {})}

    @property
    def MISTAKE_MAILS_PER_DAY(self) -> int:
        """How many reports of a clinical mistake on one page are mailed to its editors in a day.

        Ten reports say what a hundred say; the rest waits in the queue.
        """
        return self._get("MISTAKE_MAILS_PER_DAY", 10)

    @property
    def MISTAKE_MAIL_GROUP(self) -> str:
        """The group that is mailed where a page has no editors who can deal with a report."""
        return self._get("MISTAKE_MAIL_GROUP", "Medical editors")

    @property
    def CLIENT_ADDRESS_HEADER(self) -> str:
        """The request header in which a proxy names the client, for example "X-Forwarded-For".

        Empty: the address of the connection. Only where a proxy always sets it, as a client could
        send it too; without it, all readers behind the proxy share one limit.
        """
        return self._get("CLIENT_ADDRESS_HEADER", "")

    @property
    def TRUSTED_PROXIES(self) -> int:
        """How many proxies stand between a client and the site; each adds one address."""
        return self._get("TRUSTED_PROXIES", 1)

    @property
    def READER_DATA_KEPT_DAYS(self) -> int:
        """Days after which the command ``delete_old_reader_data`` deletes what readers sent.

        A year: by then a report has been dealt with, and an answer nobody sent will not come.
        """
        return self._get("READER_DATA_KEPT_DAYS", 365)

    @property
    def PAGE_CACHE(self) -> bool:
        """Whether ``PageCacheMiddleware`` keeps public pages for anonymous readers.

        Off unless a site says so: in development one wants to see every page rendered.
        """
        return self._get("PAGE_CACHE", False)

    @property
    def PAGE_CACHE_ALIAS(self) -> str:
        """Which of ``CACHES`` holds the pages. Its ``MAX_ENTRIES`` bounds the memory they take."""
        return self._get("PAGE_CACHE_ALIAS", "default")

    @property
    def PAGE_CACHE_IGNORED_MODELS(self) -> Sequence[str]:
        """Models as ``app_label.Model`` that no public page reads and that are written often.

        A write to any other model renews every page that is kept.
        """
        return self._get("PAGE_CACHE_IGNORED_MODELS", ())

    @property
    def SOURCE_BROKEN_AFTER_DAYS(self) -> int:
        """On how many different days the address of a source must fail to be called broken.

        Three: sites are down for an evening, and for a weekend.
        """
        return self._get("SOURCE_BROKEN_AFTER_DAYS", 3)

    @property
    def SOURCE_CHECKS_KEPT(self) -> int:
        """How many checks of each source its history keeps; checked weekly, a quarter of a year."""
        return self._get("SOURCE_CHECKS_KEPT", 12)

    @property
    def EMERGENCY_NUMBER(self) -> str:
        """The number that readers call in an emergency, for example "999".

        Empty where readers are in several countries: they are told to call the emergency services.
        """
        return str(self._get("EMERGENCY_NUMBER", ""))

    @property
    def LEDGER_ANCHOR(self) -> str:
        """The place outside the database where ``audit_live_pages`` keeps the end of the ledger.

        The path of a file, or "storage:ALIAS" for a private one of the site's ``STORAGES``. Empty:
        a ledger that was rewritten as a whole is not found.
        """
        return str(self._get("LEDGER_ANCHOR", ""))

    @property
    def TIMESTAMP_URL(self) -> str:
        """An authority that puts time stamps (RFC 3161) to the ends of the ledger; empty: none."""
        return self._get("TIMESTAMP_URL", "")


app_settings = AppSettings()
