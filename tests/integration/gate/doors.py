"""Every door, by the row of the list of ways in which Wagtail 8.0.1 makes content public."""

from __future__ import annotations

from tests.integration.gate import (  # noqa: F401 (each registers its doors)
    admin_doors,
    api_doors,
    code_doors,
    copy_doors,
    key_doors,
    mcp_doors,
    receiver_doors,
    row_doors,
    snippet_doors,
    table_doors,
    urgent_doors,
    value_doors,
    workflow_doors,
)
from tests.integration.gate.door import DOORS

__all__ = ["DOORS", "ROWS", "ROWS_WITHOUT_A_DOOR"]

ROWS = range(1, 47)

ROWS_WITHOUT_A_DOOR = {
    7: "Unscheduling takes away; see test_legitimate_publishing.",
    8: "Unpublishing and expiry take away; see test_legitimate_changes.",
    10: "Bulk unpublish, delete and move; see test_legitimate_changes.",
    19: "The userbar has links only.",
    27: "A setting that replaces publishing altogether is the site's own decision.",
    34: "The API cannot replace files. Titles are not health content.",
    36: "What has no drafts (sources, contributors) holds no health text; else headhealth.E001.",
    39: "Files replaced in place are recorded with their hashes: dependencies of a review.",
}
