"""How many forms may come from one network address in a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from headhealth.conf import app_settings
from headhealth.reader_forms.client_address import client_address
from headhealth.site_calendar import site_day


class AddressCount(models.Model):
    """How often one form was sent from one address on one day.

    In the database, so that all workers count together. Holds no address: the key is a keyed hash
    that changes every day, and rows of past days are deleted.
    """

    day = models.DateField(_("day"))
    form = models.CharField(_("form"), max_length=32)
    address_key = models.CharField(_("address key"), max_length=64)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("submissions from an address")
        verbose_name_plural = _("submissions from addresses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["day", "form", "address_key"], name="hh_address_count_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.day}: {self.count}"


def take_turn(*, form: str, request: Any) -> bool:
    """Count one submission of ``form``. False where its address has had its share of today.

    ``form`` is a key of the setting ``SUBMISSIONS_PER_ADDRESS``. Where the server cannot know the
    address, nobody is held back: one share for all readers would soon shut the form.
    """
    address = client_address(request)
    if not address:
        return True
    today = site_day()
    row, is_new = AddressCount.objects.get_or_create(
        day=today, form=form, address_key=address_key(address, today)
    )
    if is_new:
        forget_past_days()
    below = AddressCount.objects.filter(
        pk=row.pk, count__lt=app_settings.SUBMISSIONS_PER_ADDRESS[form]
    )
    return bool(below.update(count=F("count") + 1))


def address_key(address: str, day: date) -> str:
    """The same address has another key every day: nobody can be followed from day to day."""
    salt = "headhealth.reader_forms.address_limits"
    return salted_hmac(salt, f"{day.isoformat()} {address}", algorithm="sha256").hexdigest()


def forget_past_days(*, dry_run: bool = False) -> int:
    """Delete the counts of days that are over. Returns how many there were."""
    past = AddressCount.objects.filter(day__lt=site_day())
    return past.count() if dry_run else past.delete()[0]
