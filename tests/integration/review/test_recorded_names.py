"""Records keep the names of people whose accounts hold longer ones."""

from __future__ import annotations

from headhealth.models import Contribution
from tests import factories


def test_draft__is_saved_for_a_name_longer_than_its_column(a_to_z, publisher):
    publisher.first_name, publisher.last_name = "F" * 150, "L" * 150
    publisher.save()
    page = factories.ConditionPageFactory(parent=a_to_z)
    page.summary = "Changed."
    page.save_revision(user=publisher)
    assert f"{'F' * 150} {'L' * 104}" in Contribution.objects.values_list("user_name", flat=True)
