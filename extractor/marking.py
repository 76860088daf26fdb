"""Marked sentences: what the tagger learns from. `"đồng chí <PER>Trần Thị Bình</PER>, <POS>Chủ tịch</POS> <ORG>Hội Nông dân tỉnh</ORG>"`.

A document and its record give marked sentences by `marked`: the record says what is named, and every place that says it is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.document import Mentions, Text, Token
from extractor.syllables import TOKEN, fold

KINDS = ("ORG", "BLOCK", "PER", "POS")
_MARK = re.compile(r"<(/?)([A-Z]+)>")


@dataclass(frozen=True, slots=True)
class Marked:
    """One sentence as tokens with a label each: "O", "B-ORG", "I-ORG" …"""

    tokens: tuple[Token, ...]
    labels: tuple[str, ...]


def read(line: str) -> Marked:
    """The tokens and labels of a marked sentence; places count without the marks.

    Raises ValueError where marks are unbalanced, nested, or of no known kind.

    >>> read("ông <PER>Lê An</PER>").labels
    ('O', 'B-PER', 'I-PER')
    """
    tokens: list[Token] = []
    labels: list[str] = []
    at, removed, kind, begins = 0, 0, "", False
    for mark in [*_MARK.finditer(line), None]:
        piece_end = mark.start() if mark else len(line)
        for word in TOKEN.finditer(line, at, piece_end):
            tokens.append(
                Token(word.start() - removed, word.end() - removed, word.group(), fold(word.group()), 0, word.group()[0].isupper())
            )
            labels.append(f"{'B' if begins else 'I'}-{kind}" if kind else "O")
            begins = False
        if mark is None:
            break
        closing, name = mark.groups()
        if name not in KINDS or (name != kind if closing else bool(kind)):
            raise ValueError(f"unbalanced mark {mark.group()} in: {line}")
        kind, begins, at = ("" if closing else name), not closing, mark.end()
        removed += mark.end() - mark.start()
    if kind:
        raise ValueError(f"<{kind}> is not closed in: {line}")
    return Marked(tuple(tokens), tuple(labels))


def write(text: str, tokens: Sequence[Token], labels: Sequence[str]) -> str:
    """The marked line of one sentence: its words as they stand in `text`, single-spaced, with their marks."""
    out: list[str] = []
    kind = ""
    for i, (token, label) in enumerate(zip(tokens, labels, strict=True)):
        here = label[2:]
        closes = kind and (label[0] != "I" or here != kind)
        out.append(f"</{kind}>" if closes else "")
        out.append(" " if i and token.start > tokens[i - 1].end else "")
        # A name broken over two lines goes on where the second opens.
        out.append(f"<{here}>" if label[0] == "B" or (here and here != kind) else "")
        out.append(token.text)
        kind = here if label != "O" else ""
    return "".join(out) + (f"</{kind}>" if kind else "")


# --- from a record to labels ------------------------------------------------------------------


def marked(text: Text, record: Mapping[str, Any], mentions: Mentions) -> Iterator[str]:
    """The marked sentences of a document whose record is known.

    Names inside quoted campaigns and titles of documents are no mentions (RECORDS.md); `mentions` tells where those stand. Of titles every
    place is marked that a person of the record holds, and every one that the grammar reads.
    """
    labels = project(text, record, mentions)
    for sentence in text.sentences:
        yield write(text.text, text.tokens[sentence.first : sentence.last], labels[sentence.first : sentence.last])


def project(text: Text, record: Mapping[str, Any], mentions: Mentions) -> list[str]:
    """A label for each token of the text; of names that overlap the longest is marked."""
    forms: dict[tuple[str, ...], str] = {}
    for person in record["people"]:
        forms[_folded(person["name"])] = "PER"
        for position in person["positions"]:
            forms.setdefault(_folded(position["title"]), "POS")
    for author in record["document"]["authors"]:
        forms.setdefault(_folded(author), "PER")
    for body in record["organizations"]:
        for name in (body["name"], *body["aliases"]):
            forms[_folded(name)] = "BLOCK" if body["kind"] == "block" else "ORG"
    labels = ["O"] * len(text.tokens)
    taken = _masked(text, mentions)
    found = [*_occurrences(text.tokens, forms), *_read_titles(text, mentions)]
    for first, end, kind in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        stop = _free(taken, first, end, kind)
        if stop > first:
            labels[first:stop] = [f"B-{kind}", *[f"I-{kind}"] * (stop - first - 1)]
            taken[first:stop] = [True] * (stop - first)
    return labels


def _free(taken: Sequence[bool], first: int, end: int, kind: str) -> int:
    """Where the free part of a place ends; only a title may lose its end, to the body that shares its last word."""
    stop = next((k for k in range(first, end) if taken[k]), end)
    return stop if stop == end or kind == "POS" else first


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(fold(t) for t in TOKEN.findall(phrase))


def _occurrences(tokens: Sequence[Token], forms: Mapping[tuple[str, ...], str]) -> Iterator[tuple[int, int, str]]:
    """Every place where one of the forms stands in full; names open with a capital, as far as they have one."""
    lengths: dict[str, set[int]] = {}
    for form in forms:
        lengths.setdefault(form[0], set()).add(len(form))
    for i, token in enumerate(tokens):
        for length in lengths.get(token.lower, ()):
            kind = forms.get(tuple(t.lower for t in tokens[i : i + length]))
            capital = any(t.text[0].isupper() for t in tokens[i : i + length])
            same_line = i + length <= len(tokens) and tokens[i].block == tokens[i + length - 1].block
            if kind is not None and same_line and (capital or kind == "POS"):
                yield i, i + length, kind


def _read_titles(text: Text, mentions: Mentions) -> Iterator[tuple[int, int, str]]:
    index = {t.start: i for i, t in enumerate(text.tokens)}
    ends = {t.end: i + 1 for i, t in enumerate(text.tokens)}
    for title in mentions.positions:
        if title.kind != "jobs" and title.start in index and title.end in ends:
            yield index[title.start], ends[title.end], "POS"


def _masked(text: Text, mentions: Mentions) -> list[bool]:
    """The tokens inside names of campaigns and titles of cited documents."""
    places = [s for c in mentions.campaigns for s in c.fields.get("name", ())] + [
        s for r in mentions.references for s in r.fields.get("title", ())
    ]
    out = [False] * len(text.tokens)
    for i, token in enumerate(text.tokens):
        out[i] = any(p.start <= token.start < p.end for p in places)
    return out


def sentences(lines: Iterable[str]) -> list[Marked]:
    """The marked sentences of a file: a line each; empty lines and lines that open with "#" are left out."""
    return [read(line) for line in lines if line.strip() and not line.startswith("#")]
