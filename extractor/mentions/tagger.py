"""A trained tagger beside the grammar: a conditional random field over the syllables of a sentence, that says for each how likely it
belongs to an organisation, a block, a person's name or a title.

It sees words only through what is known of them: the syllable, its shape, the lexicons' classes, the neighbours. `bienban train` makes the
weights (extractor/training.py); models/CARD.md tells what they were made of and what they are worth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from extractor.document import Sentence, Text, Token
from extractor.lexicon import LEXICONS, Phrases, dictionary, load
from extractor.mentions.weights import REACH, SEPARATOR, Template, Weights
from extractor.syllables import fold

MODEL = LEXICONS.parent / "tagger" / "mentions.crf"
KINDS = ("ORG", "BLOCK", "PER", "POS")
"""What is tagged: an organisation, an emulation block, a person's name, a title of office."""

LONGEST = 400
"""Tokens read at a time: what comes as one line of a megabyte is no sentence, and must not fill the memory."""
TOGETHER = 64
"""Sentences reckoned at a time, so that memory does not grow with the text."""
AROUND = 8
"""A token farther than this from every capital is not read: names have capitals, and a name reaches no farther behind its last."""
CERTAIN = 0.9995
"""Where a token is so surely outside every name, its weights are not kept one by one."""

_HEADS = load("organizations")["heads"]
_TITLES = load("positions")["titles"]
_ORG = load("organizations")
_PEOPLE = load("people")
_CLASSES: tuple[tuple[str, Phrases], ...] = (
    ("f", Phrases(_HEADS["full"])),
    ("l", Phrases([*_HEADS["level"], *_HEADS["organ"]])),
    ("o", Phrases([*_HEADS["open"], *_HEADS["brands"]])),
    ("k", Phrases([*_HEADS["block"], *_HEADS["block_short"]])),
    ("v", Phrases(_ORG["levels"]["words"])),
    ("n", Phrases(_ORG["levels"]["national"])),
    ("w", Phrases(_ORG["name"]["words"])),
    ("m", Phrases(_ORG["name"]["plural"])),
    ("a", Phrases(_ORG["stop"]["acts"])),
    ("s", Phrases(_ORG["stop"]["words"])),
    ("p", Phrases([*load("places")["provinces"], *load("places")["regions"], *load("places")["joined"]])),
    ("t", Phrases([*_TITLES["plain"], *_TITLES["shared"], *_TITLES["alone"], *_TITLES["jobs"], "Phó", "Trưởng"])),
    ("h", Phrases([*_PEOPLE["honorifics"], *_PEOPLE["callings"]])),
    ("c", Phrases(_PEOPLE["common"])),
    ("y", Phrases(_PEOPLE["historical"])),
)
_WORDS = dictionary()
_OPENING, _CLOSING = frozenset("“«‘("), frozenset("”»’)")
_MARKS = _OPENING | {'"'}


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tagger says of one text: for each token of `Text.tokens` the label, and the weight (0 to 1) of each label.

    `labels` are "O", "B-ORG", "I-ORG" …; `weights[i][k]` is the weight of label `names[k]` at token `i`;
    `named` are the tokens with another label than "O".
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    weights: tuple[Sequence[float], ...]
    named: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", tuple(i for i, label in enumerate(self.labels) if label != "O"))

    def weigh(self, first: int, end: int, labels: Collection[str]) -> list[float]:
        """The summed weight of `labels` at each of these tokens."""
        columns = [k for k, name in enumerate(self.names) if name in labels]
        return [sum([row[k] for k in columns]) for row in self.weights[first:end]]

    def spans(self, kind: str) -> list[tuple[int, int]]:
        """Token ranges tagged as `kind`."""
        opening, inner = f"B-{kind}", f"I-{kind}"
        out: list[tuple[int, int]] = []
        for i in self.named:
            if self.labels[i] == inner and out and out[-1][1] == i:
                out[-1] = (out[-1][0], i + 1)
            elif self.labels[i] in (opening, inner):
                out.append((i, i + 1))
        return out


@cache
def _weights(path: Path) -> Weights:
    return Weights(path, TEMPLATES)


def tag(text: Text, model: Path = MODEL) -> Tags:
    """The tags of every token of the text. Raises FileNotFoundError where no model was trained."""
    weights = _weights(model)
    outside = tuple(float(name == "O") for name in weights.labels)
    rows: list[Sequence[float]] = [outside] * len(text.tokens)
    labels = ["O"] * len(text.tokens)
    ranges = list(pieces(text))
    for at in range(0, len(ranges), TOGETHER):
        some = ranges[at : at + TOGETHER]
        seen = [columns(text.tokens[first:end]) for first, end in some]
        found = weights.marginals([list(chain.from_iterable(c)) for c in zip(*seen, strict=True)], [end - first for first, end in some])
        places = np.concatenate([np.arange(*piece) for piece in some])
        doubtful = found[:, weights.labels.index("O")] <= CERTAIN
        best = found[doubtful].argmax(axis=1)
        for i, k, row in zip(places[doubtful].tolist(), best.tolist(), found[doubtful].tolist(), strict=True):
            labels[i], rows[i] = weights.labels[k], row
    return Tags(weights.labels, tuple(labels), tuple(rows))


def pieces(text: Text) -> Iterator[tuple[int, int]]:
    """The token ranges that are read one by one: of each sentence what stands within `AROUND` tokens of a capital, long ranges in parts."""
    for sentence in text.sentences:
        begin = end = sentence.first
        for i in capitals(text.tokens, sentence):
            if i - AROUND > end:
                yield from _parts(begin, end)
                begin = i - AROUND
            end = min(i + AROUND + 1, sentence.last)
        yield from _parts(begin, end)


def _parts(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(begin, end, LONGEST):
        yield first, min(first + LONGEST, end)


def capitals(tokens: Sequence[Token], sentence: Sentence) -> list[int]:
    """The tokens of a sentence that open with a capital: without one there is no name."""
    return [i for i in range(sentence.first, sentence.last) if tokens[i].text[0].isupper()]


@lru_cache(maxsize=65536)
def shape(word: str) -> str:
    """The form of a token: "Xx", "XX", "X", "xx", a "9" for each digit up to four, mixed, or the mark itself.

    >>> [shape(w) for w in ("Hội", "UBND", "A", "tỉnh", "2024", ",", "LHPNVn")]
    ['Xx', 'XX', 'X', 'xx', '9999', ',', 'M']
    """
    if word[0].isalpha():
        if word.islower():
            return "xx"
        if len(word) == 1:
            return "X"
        if word.isupper():
            return "XX"
        return "Xx" if word[0].isupper() and word[1:].islower() else "M"
    if word[0].isdecimal():
        return "9" * min(len(word), 4)
    return fold(word)


# All classes in one tree of words: where a phrase ends, the letters of the classes that have it.
_END, _NOTHING = "", " "
_TREE: dict[str, Any] = {}
for _letter, _phrases in _CLASSES:
    for _phrase in _phrases.values:
        _branch = _TREE
        for _word in _phrase.split():
            _branch = _branch.setdefault(_word, {})
        _branch[_END] = _branch.get(_END, "") + _letter


def classes(words: Sequence[str]) -> list[str]:
    """For each folded word the lexicon classes it stands in, a letter each: upper case where it opens the phrase (a class's longest)."""
    out = [""] * len(words)
    until: dict[str, int] = {}
    covered = 0
    after = [*words[1:], _NOTHING]
    for i, branch in enumerate(map(_TREE.get, words)):
        if branch is None:
            continue
        if i >= covered and after[i] not in branch:
            out[i] = branch.get(_END, "").upper()
            continue
        for letter, end in _longest(branch, after, i):
            if i >= until.get(letter, 0):
                until[letter] = end
                covered = max(covered, end)
                out[i] += letter.upper()
                for k in range(i + 1, end):
                    out[k] += letter
    return [_sorted(letters) if len(letters) > 1 else letters for letters in out]


def _longest(branch: dict[str, Any] | None, after: Sequence[str], at: int) -> Iterable[tuple[str, int]]:
    """The classes of the phrases that open at `at`, and where the longest of each ends; `branch` is the tree below that word."""
    ends: dict[str, int] = {}
    while branch is not None:
        for letter in branch.get(_END, ""):
            ends[letter] = at + 1
        branch = branch.get(after[at])
        at += 1
    return ends.items()


@lru_cache(maxsize=4096)
def _sorted(letters: str) -> str:
    return "".join(sorted(letters))


def _joined(words: Sequence[str]) -> list[str]:
    """ "1" for each word that is with the next one word of the dictionary, else "0"."""
    return ["1" if f"{a} {b}" in _WORDS else "0" for a, b in pairwise(words)] + ["0"]


def _enclosed(tokens: Sequence[Token]) -> list[str]:
    """The mark in which each token is enclosed, "" for none."""
    out, now, straight = [], "", False
    for token in tokens:
        if token.text == '"':
            straight = not straight
            now = '"' if straight else ""
        elif token.text in _OPENING:
            now = token.text
        elif token.text in _CLOSING:
            now = ""
        out.append(now)
    return out


# What is seen of a token, a column each, and the features made of the columns of a token and of its neighbours.
_WORD, _SHAPE, _CLASS, _ENCLOSED, _JOINED, _SHOUT = range(6)
TEMPLATES: tuple[Template, ...] = (
    ("w", ((_WORD, 0),)),
    ("+", ((_WORD, 1),)),
    ("-", ((_WORD, -1),)),
    ("b", ((_WORD, -1), (_WORD, 0))),
    ("S", ((_SHAPE, -1), (_SHAPE, 0), (_SHAPE, 1), (_SHOUT, 0))),
    ("T", ((_SHAPE, -2), (_SHAPE, -1), (_SHAPE, 0))),
    ("U", ((_SHAPE, 0), (_SHAPE, 1), (_SHAPE, 2))),
    ("n", ((_CLASS, -1), (_CLASS, 0))),
    ("o", ((_CLASS, 0), (_CLASS, 1))),
    ("x", ((_CLASS, 0), (_SHAPE, 0), (_SHAPE, 1))),
    ("y", ((_SHAPE, -1), (_SHAPE, 0), (_CLASS, 0))),
    ("z", ((_CLASS, 2),)),
    ("Z", ((_CLASS, -2),)),
    ("j", ((_JOINED, -1), (_JOINED, 0), (_SHAPE, 0), (_SHAPE, 1))),
    ("i", ((_ENCLOSED, 0), (_SHAPE, 0))),
)
_BEFORE, _AFTER = ["^"] * REACH, ["$"] * REACH


def columns(tokens: Sequence[Token]) -> list[list[str]]:
    """The columns of one sentence, `REACH` rows longer on each side."""
    texts = [t.text for t in tokens]
    words = [t.lower for t in tokens]
    shapes = list(map(shape, texts))
    enclosed = [""] * len(texts) if _MARKS.isdisjoint(texts) else _enclosed(tokens)
    shout = "U" if shapes.count("XX") * 2 > len(texts) else "u"
    longer = [[*_BEFORE, *column, *_AFTER] for column in (words, shapes, classes(words), enclosed)]
    return [*longer, _joined(longer[0]), [shout] * len(longer[0])]


def features(tokens: Sequence[Token]) -> list[list[str]]:
    """What the tagger sees of each token of one sentence, a string for each template."""
    seen = columns(tokens)
    return [
        [letter + SEPARATOR.join([seen[column][i + offset] for column, offset in parts]) for letter, parts in TEMPLATES]
        for i in range(REACH, len(tokens) + REACH)
    ]
