"""The app's configuration; ``ready()`` is the only place that wires anything."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeadhealthConfig(AppConfig):
    """headhealth: reviewed health information for Wagtail."""

    name = "headhealth"
    label = "headhealth"
    verbose_name = _("Health information")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headhealth import checks, signal_connections
        from headhealth.page_cache.write_watch import watch_connections
        from headhealth.review.api_v3 import answer_refusals

        checks.register_checks()
        signal_connections.connect()
        watch_connections()
        answer_refusals()
