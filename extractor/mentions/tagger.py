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
from extractor.lexicon import LEXICONS, Phrases, load, word_pairs
from extractor.mentions.weights import REACH, SEPARATOR, Template, Weights
from extractor.syllables import fold

MODEL = LEXICONS.parent / "tagger" / "mentions.crf"
KINDS = ("ORG", "BLOCK", "PER", "POS")
"""What is tagged: an organisation, an emulation block, a person's name, a title of office."""

LONGEST = 400
"""Tokens read at a time: what comes as one line of a megabyte is no sentence, and must not fill the memory."""
TOGETHER = 64
"""Sentences reckoned at a time, so that memory does not grow with the text."""
LONG = 48
"""A range of more tokens is read in parts, which end with the semicolons of the list that it is; a part is as long as `SHORT` at least."""
SHORT = 8
BEHIND = 8
"""A token farther than this behind every capital is not read, nor one more than `REACH` before: names have capitals, and a name reaches no
farther behind its last."""
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
_PAIRS = word_pairs()
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
        object.__setattr__(self, "named", tuple([i for i, label in enumerate(self.labels) if label != "O"]))

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
        found = weights.marginals(columns([text.tokens[first:end] for first, end in some]), [end - first for first, end in some])
        places = np.concatenate([np.arange(*piece) for piece in some])
        doubtful = found[:, weights.labels.index("O")] <= CERTAIN
        kept = found[doubtful]
        for i, k, row in zip(places[doubtful].tolist(), kept.argmax(axis=1).tolist(), kept.tolist(), strict=True):
            labels[i], rows[i] = weights.labels[k], row
    return Tags(weights.labels, tuple(labels), tuple(rows))


def pieces(text: Text) -> Iterator[tuple[int, int]]:
    """The token ranges that are read one by one: of each sentence what stands near a capital, long ranges in parts."""
    for sentence in text.sentences:
        begin = end = sentence.first
        for i in capitals(text.tokens, sentence):
            if i - REACH > end:
                yield from _parts(text.tokens, begin, end)
                begin = i - REACH
            end = min(i + BEHIND + 1, sentence.last)
        yield from _parts(text.tokens, begin, end)


def _parts(tokens: Sequence[Token], begin: int, end: int) -> Iterator[tuple[int, int]]:
    if end - begin > LONG:
        for i in range(begin, end - 1):
            if tokens[i].text == ";" and i + 1 - begin >= SHORT:
                yield from _whole(begin, i + 1)
                begin = i + 1
    yield from _whole(begin, end)


def _whole(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(begin, end, LONGEST):
        yield first, min(first + LONGEST, end)


def capitals(tokens: Sequence[Token], sentence: Sentence) -> list[int]:
    """The tokens of a sentence that open with a capital: without one there is no name."""
    own = tokens[sentence.first : sentence.last]
    return [i for i, token in enumerate(own, sentence.first) if token.capitalised]


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


# All classes in one tree of words: under `_ENDS` the classes of the phrases that have ended by then, as they are written at the first word
# of a phrase and at the others, each with the number of words of the longest.
_ENDS, _NOTHING = "", " "
_End = tuple[str, str, int]


@cache
def _end(letter: str, length: int) -> _End:
    return letter.upper(), letter, length


def _tree() -> dict[str, Any]:
    tree: dict[str, Any] = {_ENDS: ()}
    for letter, phrases in _CLASSES:
        for phrase in phrases.values:
            branch = tree
            for word in phrase.split():
                branch = branch.setdefault(word, {_ENDS: ()})
            branch[_ENDS] = (*branch[_ENDS], _end(letter, phrase.count(" ") + 1))
    _inherit(tree)
    return tree


def _inherit(tree: dict[str, Any]) -> None:
    """Let each branch of the tree know of the shorter phrases that end on the way to it."""
    for word, branch in tree.items():
        if word != _ENDS:
            own = {letter for _, letter, _ in branch[_ENDS]}
            shorter = [end for end in tree[_ENDS] if end[1] not in own]
            branch[_ENDS] = (*shorter, *branch[_ENDS]) if own else tree[_ENDS]
            _inherit(branch)


_TREE = _tree()


def classes(words: Sequence[str]) -> list[str]:
    """For each folded word the lexicon classes it stands in, a letter each: upper case where it opens the phrase (a class's longest)."""
    out = [""] * len(words)
    until: dict[str, int] = {}
    after = [*words[1:], _NOTHING]
    for i, branch in enumerate(map(_TREE.get, words)):
        if branch is None:
            continue
        last = i
        while (longer := branch.get(after[last])) is not None:
            branch = longer
            last += 1
        for opening, inner, length in branch[_ENDS]:
            if i < until.get(inner, 0):
                continue
            out[i] += opening
            if length > 1:
                until[inner] = i + length
                for k in range(i + 1, i + length):
                    out[k] += inner
    return [_sorted(letters) if len(letters) > 1 else letters for letters in out]


@lru_cache(maxsize=4096)
def _sorted(letters: str) -> str:
    return "".join(sorted(letters))


def _joined(words: Iterable[str]) -> list[str]:
    """ "1" for each word that is with the next one word of the dictionary, else "0"."""
    return ["1" if after in _PAIRS.get(word, ()) else "0" for word, after in pairwise(words)] + ["0"]


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
_BEFORE, _AFTER = "^", "$"
_LEFT, _RIGHT = ([Token(0, 0, mark, mark, -1, False)] * REACH for mark in (_BEFORE, _AFTER))


def columns(sentences: Sequence[Sequence[Token]]) -> list[Sequence[str]]:
    """The columns of sentences one behind the other, each of them `REACH` rows longer on each side."""
    _, _, texts, words, _, _ = zip(*chain.from_iterable((*_LEFT, *tokens, *_RIGHT) for tokens in sentences), strict=True)
    shapes, found, enclosed, shouts = list(map(shape, texts)), classes(words), [""] * len(texts), []
    at = 0
    for tokens in sentences:
        first, last, end = at + REACH, at + REACH + len(tokens), at + 2 * REACH + len(tokens)
        if not _MARKS.isdisjoint(texts[first:last]):
            enclosed[first:last] = _enclosed(tokens)
        for column in (found, enclosed):
            column[at:first], column[last:end] = [_BEFORE] * REACH, [_AFTER] * REACH
        shouts += ["U" if shapes[first:last].count("XX") * 2 > len(tokens) else "u"] * (end - at)
        at = end
    return [words, shapes, found, enclosed, _joined(words), shouts]


def features(tokens: Sequence[Token]) -> list[list[str]]:
    """What the tagger sees of each token of one sentence, a string for each template."""
    seen = columns([tokens])
    return [
        [letter + SEPARATOR.join([seen[column][i + offset] for column, offset in parts]) for letter, parts in TEMPLATES]
        for i in range(REACH, len(tokens) + REACH)
    ]
