"""Marked sentences: examples for words, which have no pattern to try. They stand in models/lexicons/examples.toml.

`đồng chí <PER>Trần Thị Bình</PER>, <POS>Chủ tịch</POS> <ORG>Hội Nông dân tỉnh</ORG>`: of every kind that is marked in a sentence, the
places found must be those marked, no more and no fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.document import Mentions, Span
from extractor.lexicons.faults import Fault

_MARK = re.compile(r"<(/?)([A-Z]+)>")
KINDS = {"ORG": "organizations", "BLOCK": "organizations", "PER": "people", "POS": "positions", "DATE": "dates", "AWARD": "awards"}


def unmarked(line: str) -> tuple[str, list[tuple[str, Span]]]:
    """The words of a marked sentence and the marked places.

    Raises ValueError for marks that are unknown, nested or not closed.

    >>> unmarked("ông <PER>Lê An</PER> dự")
    ('ông Lê An dự', [('PER', Span(start=4, end=9))])
    """
    words, places, at, opened = "", [], 0, None
    for mark in _MARK.finditer(line):
        words += line[at : mark.start()]
        at = mark.end()
        closing, kind = mark.groups()
        if kind not in KINDS or bool(closing) is (opened is None) or (opened is not None and opened[0] != kind):
            raise ValueError(mark.group())
        if opened is None:
            opened = (kind, len(words))
        else:
            places.append((kind, Span(opened[1], len(words))))
            opened = None
    if opened is not None:
        raise ValueError(f"<{opened[0]}>")
    return words + line[at:], places


def judge_sentences(table: Mapping[str, Any]) -> Iterator[Fault]:
    """The marked sentences that are read otherwise than they are marked."""
    for i, entry in enumerate(table.get("example", ()), 1):
        line = str(entry.get("text", ""))
        try:
            words, wanted = unmarked(line)
        except ValueError as error:
            yield Fault("L410", "examples", f"example {i}", f"{error}: {line}")
            continue
        found = _found(words, {kind for kind, _ in wanted})
        yield from (Fault("L407", "examples", f"example {i}", _shown(words, one)) for one in wanted if one not in found)
        yield from (Fault("L408", "examples", f"example {i}", _shown(words, one)) for one in found if one not in wanted)


def _found(words: str, kinds: set[str]) -> list[tuple[str, Span]]:
    from extractor.pipeline import find, read

    mentions = find(read(words.encode(), "example.txt"))
    return [one for kind in sorted(kinds) for one in _of_kind(mentions, kind)]


def _of_kind(mentions: Mentions, kind: str) -> Iterator[tuple[str, Span]]:
    for mention in getattr(mentions, KINDS[kind]):
        if KINDS[kind] != "organizations" or mention.block is (kind == "BLOCK"):
            yield kind, mention.span


def _shown(words: str, one: tuple[str, Span]) -> str:
    kind, span = one
    return f"{words[: span.start]}<{kind}>{words[span.start : span.end]}</{kind}>{words[span.end :]}"
