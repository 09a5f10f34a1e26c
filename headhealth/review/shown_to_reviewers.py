"""The content of a version and the things it shows, as its reviewer saw them."""

from __future__ import annotations

from headhealth.review.canonical_json import sha256_of
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.seen_parts import FILE_NAME, changed_parts
from headhealth.review.version import Version


def shown_digest(version: Version) -> str:
    """Identifies it: 64 hexadecimal characters, another once any of it is another.

    Under which name a file is stored, nobody sees.
    """
    shown = [
        [each["type"], each["id"], _without_file_name(each["parts"])] for each in version.shown
    ]
    return sha256_of([version.digest, shown]) if shown else version.digest


def shows_as_recorded(record: PublishingRecord, version: Version) -> bool:
    """Whether ``version``, of the content of ``record``, shows other things as they were then.

    Older records do not say what they showed.
    """
    now = {(each["type"], each["id"]): each["parts"] for each in version.shown}
    return not any(
        changed_parts(each["parts"], now.get((each["type"], each["id"])))
        for each in record.dependencies or ()
    )


def _without_file_name(parts: dict | None) -> dict | None:
    return parts and {name: value for name, value in parts.items() if name != FILE_NAME}
