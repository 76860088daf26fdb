"""A trained tagger beside the grammar: a conditional random field over the syllables of a sentence, that says for each how likely it
belongs to an organisation, a block, a person's name or a title.

It sees words only through what is known of them: the syllable, its shape, the lexicons' classes, the neighbours. `bienban train` makes the
weights (extractor/training.py); models/CARD.md tells what they were made of and what they are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from underthesea_core import CRFTagger  # type: ignore[import-untyped]  # the package ships no types

from extractor.document import Sentence, Text, Token
from extractor.lexicon import LEXICONS, Phrases, dictionary, load
from extractor.syllables import fold

MODEL = LEXICONS.parent / "tagger" / "mentions.crf"
KINDS = ("ORG", "BLOCK", "PER", "POS")
"""What is tagged: an organisation, an emulation block, a person's name, a title of office."""

LONGEST = 400
"""Tokens read at a time: what comes as one line of a megabyte is no sentence, and must not fill the memory."""
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


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tagger says of one text: for each token of `Text.tokens` the label, and the weight (0 to 1) of each label.

    `labels` are "O", "B-ORG", "I-ORG" …; `weights[i][k]` is the weight of label `names[k]` at token `i`.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    weights: tuple[Sequence[float], ...]

    def weight(self, token: int, *labels: str) -> float:
        """The summed weight of `labels` at a token."""
        row = self.weights[token]
        return sum(row[k] for k, name in enumerate(self.names) if name in labels)

    def spans(self, kind: str) -> list[tuple[int, int]]:
        """Token ranges tagged as `kind`."""
        out: list[tuple[int, int]] = []
        for i, label in enumerate(self.labels):
            if label == f"B-{kind}" or (label == f"I-{kind}" and not (out and out[-1][1] == i)):
                out.append((i, i + 1))
            elif label == f"I-{kind}":
                out[-1] = (out[-1][0], i + 1)
        return out


@cache
def _tagger(path: Path) -> CRFTagger:
    tagger = CRFTagger()
    tagger.load(str(path))
    return tagger


def tag(text: Text, model: Path = MODEL) -> Tags:
    """The tags of every token of the text. Raises FileNotFoundError where no model was trained."""
    if not model.is_file():
        raise FileNotFoundError(model)
    tagger = _tagger(model)
    names = tuple(tagger.labels())
    outside: Sequence[float] = tuple(float(n == "O") for n in names)
    other = names.index("O")
    weights: list[Sequence[float]] = [outside] * len(text.tokens)
    for sentence in text.sentences:
        if worth(text.tokens, sentence):
            for first in range(sentence.first, sentence.last, LONGEST):
                end = min(first + LONGEST, sentence.last)
                rows = tagger.marginals(features(text.tokens[first:end]))
                weights[first:end] = [outside if row[other] > CERTAIN else row for row in rows]
    return Tags(names, tuple(names[max(range(len(names)), key=row.__getitem__)] for row in weights), tuple(weights))


def worth(tokens: Sequence[Token], sentence: Sentence) -> bool:
    """Whether a sentence can hold a name: there is a capital in it."""
    return any(tokens[i].text[0].isupper() for i in range(sentence.first, sentence.last))


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
    if word[0].isdigit():
        return "9" * min(len(word), 4)
    return fold(word)


# First word of a phrase → the classes that have such a phrase, so that a token asks only those.
_ASKED: dict[str, list[tuple[str, Phrases]]] = {}
for _letter, _phrases in _CLASSES:
    for _first in dict.fromkeys(phrase.split()[0] for phrase in _phrases.values):
        _ASKED.setdefault(_first, []).append((_letter, _phrases))


def classes(tokens: Sequence[Token]) -> list[str]:
    """For each token the lexicon classes it stands in, a letter each: upper case where it opens the phrase."""
    out: list[list[str]] = [[] for _ in tokens]
    until: dict[str, int] = {}
    for i, token in enumerate(tokens):
        for letter, phrases in _ASKED.get(token.lower, ()):
            found = phrases.match(tokens, i) if i >= until.get(letter, 0) else None
            if found is not None:
                until[letter] = found[0]
                out[i].append(letter.upper())
                for k in range(i + 1, found[0]):
                    out[k].append(letter)
    return ["".join(sorted(letters)) for letters in out]


def _joined(tokens: Sequence[Token]) -> list[bool]:
    """Whether each token and the next are two syllables of one word of the dictionary."""
    pairs = [f"{a.lower} {b.lower}" in _WORDS for a, b in zip(tokens, tokens[1:], strict=False)]
    return [*pairs, False]


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


def features(tokens: Sequence[Token]) -> list[list[str]]:
    """What the tagger sees of each token of one sentence."""
    words = ["^", "^", *(t.lower for t in tokens), "$", "$"]
    shapes = ["^", "^", *(shape(t.text) for t in tokens), "$", "$"]
    known = ["^", "^", *classes(tokens), "$", "$"]
    joined = [False, False, *_joined(tokens), False, False]
    inside = _enclosed(tokens)
    shout = "U" if sum(s == "XX" for s in shapes) * 2 > len(tokens) else "u"
    return [
        [
            f"w{words[i]}", f"+{words[i + 1]}", f"-{words[i - 1]}", f"b{words[i - 1]}|{words[i]}",
            f"S{shapes[i - 1]}|{shapes[i]}|{shapes[i + 1]}{shout}", f"T{shapes[i - 2]}|{shapes[i - 1]}|{shapes[i]}",
            f"U{shapes[i]}|{shapes[i + 1]}|{shapes[i + 2]}",
            f"n{known[i - 1]}|{known[i]}", f"o{known[i]}|{known[i + 1]}", f"x{known[i]}|{shapes[i]}|{shapes[i + 1]}",
            f"y{shapes[i - 1]}|{shapes[i]}|{known[i]}", f"z{known[i + 2]}", f"Z{known[i - 2]}",
            f"j{joined[i - 1]:d}{joined[i]:d}{shapes[i]}{shapes[i + 1]}", f"i{inside[i - 2]}{shapes[i]}",
        ]
        for i in range(2, len(tokens) + 2)
    ]  # fmt: skip
