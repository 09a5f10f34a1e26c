"""Arguments of commands that write down what somebody answers for."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser
from django.db import models

from headhealth.review.reviewed_object import reviewed_models
from headhealth.rules.characters import one_line
from headhealth.rules.reasons import has_words


def add_answering(parser: CommandParser) -> None:
    """Who answers for it and why: both are kept in every record."""
    parser.add_argument("--user", required=True, help="Who answers for it: a user name.")
    parser.add_argument("--reason", required=True, help="Why, for whoever reads the records.")
    parser.add_argument(
        "--dry-run", action="store_true", help="Show what would be written; write nothing."
    )


def reason_of(options: dict[str, Any]) -> str:
    if not (reason := one_line(options["reason"])):
        raise CommandError("The reason is blank.")
    if not has_words(reason):
        raise CommandError("The reason says nothing: give it in a few words.")
    return reason


def user_with(permission: str, options: dict[str, Any]) -> Any:
    """The user named, if the account is active and may do it."""
    model = get_user_model()
    user = model._default_manager.filter(**{model.USERNAME_FIELD: options["user"]}).first()
    if user is None or not user.is_active:
        raise CommandError(f"There is no active user “{options['user']}”.")
    if not user.has_perm(permission):
        raise CommandError(f"“{options['user']}” has no permission “{permission}”.")
    return user


def model_from(label: str) -> type[models.Model]:
    """The reviewed model ``app.Model``."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    if model not in reviewed_models():
        names = ", ".join(sorted(each._meta.label for each in reviewed_models()))
        raise CommandError(f"“{label}” is not medically reviewed; what is: {names}.")
    return model


def target_from(text: str) -> tuple[type[models.Model], str | None]:
    """A reviewed model, or one live object of it: ``app.Model`` or ``app.Model:key``."""
    label, colon, key = text.partition(":")
    model = model_from(label)
    if not colon:
        return model, None
    try:
        found = model._base_manager.filter(pk=model._meta.pk.to_python(key), live=True).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise CommandError(f"There is no live object “{text}”.")
    return model, str(found.pk)


def choice_from(texts: list[str] | None) -> dict[type[models.Model], set[str] | None] | None:
    """What several targets mean together; None where there are none, which stands for all."""
    if not texts:
        return None
    choice: dict[type[models.Model], set[str] | None] = {}
    for model, key in map(target_from, texts):
        if key is None:
            choice[model] = None
        elif (keys := choice.setdefault(model, set())) is not None:
            keys.add(key)
    return choice
