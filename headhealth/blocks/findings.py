"""What the rules say about stored content, for the approval and for the reviewer's panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import Block, ChooserBlock, RichTextBlock, StreamValue, TextBlock

from headhealth.blocks.error_tree import Path, leaf_errors
from headhealth.blocks.rule_checked import VALIDATION_LOCK, RuleCheckedMixin
from headhealth.blocks.rule_messages import message_for
from headhealth.blocks.walk import Place, labels_along, walk
from headhealth.rules.findings import Finding, Severity, advice, error
from headhealth.rules.numbers import check_numbers
from headhealth.rules.readability import check_readability
from headhealth.rules.rich_text import (
    RichTextContent,
    read_plain_text,
    read_rich_text,
    read_text,
)

# What reading a value of the wrong shape raises: content written past the forms, or by an older
# version of a block.
_UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class BlockFinding:
    """A finding in words, for people, and the block it is about.

    ``path`` leads from the stream to the child; ``block_id`` is the id of the stream's own child.
    Both are empty for a finding about all of the content, and for text outside of blocks.
    """

    label: str
    message: str
    severity: Severity
    code: str
    excerpt: str = ""
    path: Path = ()
    block_id: str = ""


def stream_findings(value: StreamValue) -> list[BlockFinding]:
    """Everything the rules say about ``value``: errors, then advice, each in reading order.

    The errors are those for which the form would refuse to submit it. Never raises: a block that
    cannot be read is reported as such, and the rest is checked without it.
    """
    if value.raw_text:
        return [_in_words(error("content_unreadable"), str(value.stream_block.label))]
    try:
        return list(_findings(value, range(len(value))))
    except _UNREADABLE:
        return list(_findings_around_damage(value))


def text_findings(text: str, *, label: Any = "") -> list[BlockFinding]:
    """Advice on a text outside of blocks: stored rich text, or plain text."""
    return [_in_words(finding, str(label)) for finding in _text_advice(read_text(text or ""))]


def _findings(value: StreamValue, positions: Sequence[int]) -> Iterator[BlockFinding]:
    """Findings of ``value``, whose children stand at ``positions`` of the stream they come from."""
    stream = Place(value.stream_block, value)
    for path, problem in _errors(value):
        for message in problem.messages:
            yield BlockFinding(
                message=message,
                severity=Severity.ERROR,
                code=problem.code or "invalid",
                **_whereabouts(stream, path, positions),
            )
    for path, finding in (item for place in walk(stream) for item in _advice(place)):
        yield _in_words(finding, **_whereabouts(stream, path, positions))


def _errors(value: StreamValue) -> list[tuple[Path, ValidationError]]:
    try:
        with VALIDATION_LOCK:
            value.stream_block.clean(value)
    except ValidationError as tree:
        return list(leaf_errors(tree))
    return []


def _advice(place: Place) -> Iterator[tuple[Path, Finding]]:
    block, value, path, _labels = place
    if isinstance(block, RuleCheckedMixin):
        for below, finding in block.applicable_findings(value):
            if finding.severity is Severity.ADVICE:
                yield (*path, *below), finding
    elif isinstance(block, ChooserBlock):
        if not getattr(value, "live", True):
            yield path, advice("choice_not_live", name=str(value))
    elif isinstance(block, RichTextBlock):
        yield from ((path, finding) for finding in _text_advice(read_rich_text(value.source)))
    elif isinstance(block, TextBlock):
        yield from ((path, finding) for finding in _text_advice(read_plain_text(value)))


def _text_advice(content: RichTextContent) -> list[Finding]:
    return [*check_readability(content), *check_numbers(content)]


def _findings_around_damage(value: StreamValue) -> Iterator[BlockFinding]:
    """Findings of a stream some of whose blocks cannot be read."""
    sound: list[StreamValue.StreamChild] = []
    positions: list[int] = []
    for index, raw in enumerate(_raw_children(value)):
        block = value.stream_block.child_blocks.get(raw.get("type"))
        child = _sound_child(value.stream_block, block, raw) if block else None
        if child is None:
            label = f"{index + 1}. {block.label}" if block else str(index + 1)
            yield _in_words(
                error("content_unreadable"), label, path=(index,), block_id=raw.get("id") or ""
            )
        else:
            sound.append(child)
            positions.append(index)
    yield from _findings(StreamValue(value.stream_block, sound), positions)


def _raw_children(value: StreamValue) -> Iterator[Mapping[str, Any]]:
    for index in range(len(value)):
        try:
            yield value.raw_data[index]
        except _UNREADABLE:
            # Set by code, and not of a shape that can be stored.
            yield {}


def _sound_child(
    stream_block: Block, block: Block, raw: Mapping[str, Any]
) -> StreamValue.StreamChild | None:
    """The child that ``raw`` stands for, or None where it cannot be read and checked."""
    try:
        child = StreamValue.StreamChild(block, block.to_python(raw["value"]), id=raw.get("id"))
        # Reading it is the check.
        list(_findings(StreamValue(stream_block, [child]), [0]))
    except _UNREADABLE:
        return None
    return child


def _whereabouts(stream: Place, path: Any, positions: Sequence[int]) -> dict[str, Any]:
    """Label, path and block id for ``path``, as they are in the stream that readers know."""
    if not path:
        return {"label": "", "path": (), "block_id": ""}
    position = positions[path[0]]
    child = stream.value[path[0]]
    start = Place(child.block, child.value, (), (f"{position + 1}. {child.block.label}",))
    return {
        "label": " › ".join(labels_along(start, path[1:])),
        "path": (position, *path[1:]),
        "block_id": child.id or "",
    }


def _in_words(finding: Finding, label: str, path: Path = (), block_id: str = "") -> BlockFinding:
    return BlockFinding(
        label=label,
        message=message_for(finding),
        severity=finding.severity,
        code=finding.code,
        excerpt=finding.excerpt,
        path=path,
        block_id=block_id,
    )
