"""Short sentences and short paragraphs. Advice: a reviewer may have a reason for a long one."""

from __future__ import annotations

from headhealth.rules.findings import Finding, advice
from headhealth.rules.rich_text import RichTextContent
from headhealth.rules.sentences import count_words, split_sentences

MAX_SENTENCE_WORDS = 20
MAX_PARAGRAPH_SENTENCES = 3
"""Both from the content guide of the NHS service manual."""


def check_readability(content: RichTextContent) -> list[Finding]:
    """Long sentences and long paragraphs of one text: one finding each, with the first of them."""
    long_sentences: list[str] = []
    long_paragraphs: list[str] = []
    for passage in content.prose:
        sentences = split_sentences(passage.text)
        long_sentences += (s for s in sentences if count_words(s) > MAX_SENTENCE_WORDS)
        if len(sentences) > MAX_PARAGRAPH_SENTENCES:
            long_paragraphs.append(passage.text)

    findings = []
    for code, texts, limit in (
        ("long_sentences", long_sentences, MAX_SENTENCE_WORDS),
        ("long_paragraphs", long_paragraphs, MAX_PARAGRAPH_SENTENCES),
    ):
        if texts:
            findings.append(advice(code, texts[0], count=len(texts), limit=limit))
    return findings
