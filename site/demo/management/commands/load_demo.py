"""``manage.py load_demo``: the demonstration content and its accounts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.loading.accounts import DEMO_PASSWORD
from demo.loading.demo_content import load_demo_content


class Command(BaseCommand):
    help = "Load the demonstration content. What is there already is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-accounts",
            action="store_true",
            help="Create the demonstration accounts although DEBUG is off (random passwords).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["with_accounts"]:
            raise CommandError(
                "DEBUG is off: the demonstration accounts, one of them an administrator, do not "
                "belong on a real site. Pass --with-accounts to create them all the same."
            )
        loaded = load_demo_content()
        self.stdout.write(f"Loaded {loaded.new_pages} new pages.")
        self.stdout.write("Demonstration accounts:")
        for user in loaded.accounts.values():
            groups = ", ".join(user.groups.values_list("name", flat=True)) or "Administrator"
            self.stdout.write(f"  {user.username:<12}{groups}")
        if settings.DEBUG:
            self.stdout.write(f"Their password, unless you changed it: {DEMO_PASSWORD}")
        elif loaded.password:
            self.stdout.write(f"Password of the new accounts, shown once: {loaded.password}")
