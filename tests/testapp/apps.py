from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save

first_receivers: list[Callable[[Any], Any]] = []
"""Called with each object that was saved. The app stands before headhealth and connects first."""


class TestappConfig(AppConfig):
    name = "tests.testapp"
    label = "testapp"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_save.connect(on_saved, dispatch_uid="testapp_first")


def on_saved(instance: Any, **kwargs: Any) -> None:
    for receive in [*first_receivers]:
        receive(instance)
