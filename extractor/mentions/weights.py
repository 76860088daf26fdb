"""The weights of a trained conditional random field, and what they make of sentences: many at once, with numpy.

underthesea_core trains the model; its own tagger takes each feature as a string and each sentence by itself, at five times the cost.
The file has CRFsuite's layout (https://www.chokkan.org/software/crfsuite/): a header, the weights, and the names of labels and features.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import repeat
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Template = tuple[str, tuple[tuple[int, int], ...]]
"""A letter, and the columns with the offsets from the token whose values stand behind it: `("b", ((0, -1), (0, 0)))`."""

SEPARATOR = " "
"""Stands between the values of a feature; no token holds it."""
REACH = 2
"""The farthest offset of a template: so many rows stand on each side of a sentence."""
LARGEST_TABLE = 1 << 18
"""Combinations of values up to which a template looks its weights up by their place; beyond, by search."""
_HEADER = struct.Struct("<4sI4s9I")
_STATE, _TRANSITION = 0, 1
_STEPS = 16
"""Tokens between two times that the running products are brought back to about 1; a step changes them by e to the 10 at most."""


class Weights:
    """The weights of one model for one set of templates. Raises ValueError where the file is no such model."""

    def __init__(self, path: Path, templates: Sequence[Template]) -> None:
        data = path.read_bytes()
        if len(data) < _HEADER.size or data[:4] != b"lCRF" or data[8:12] != b"FOMC":
            raise ValueError(f"{path} is no model of a conditional random field")
        fields = _HEADER.unpack_from(data)
        number, state, labels, features = fields[4], fields[7], fields[8], fields[9]
        weights = np.frombuffer(data, [("kind", "<u4"), ("of", "<u4"), ("label", "<u4"), ("weight", "<f8")], number, state + 12)
        self.labels: tuple[str, ...] = tuple(_name(data, labels, k) for k in range(fields[5]))
        moves = weights[weights["kind"] == _TRANSITION]
        transitions = np.zeros((len(self.labels), len(self.labels)))
        transitions[moves["of"], moves["label"]] = moves["weight"]
        # Forwards, and backwards for the sentence read from its end.
        self._steps: Numbers = np.exp(np.stack([transitions, transitions.T]))
        states = weights[weights["kind"] == _STATE]
        used, rows = np.unique(states["of"], return_inverse=True)
        table = np.zeros((len(used), len(self.labels)))
        table[rows, states["label"]] = states["weight"]
        self._read_features([_name(data, features, int(k)) for k in used], table, templates)

    def _read_features(self, names: Sequence[str], table: Numbers, templates: Sequence[Template]) -> None:
        """Take features apart into the values of their columns, and give each value a code, 0 for all that the model has not."""
        by_letter: dict[str, list[tuple[int, list[str]]]] = {letter: [] for letter, _ in templates}
        for row, name in enumerate(names):
            if name[:1] in by_letter:
                by_letter[name[0]].append((row, name[1:].split(SEPARATOR)))
        self._values: list[dict[str, int]] = [{} for _ in range(1 + max(c for _, parts in templates for c, _ in parts))]
        for letter, parts in templates:
            for _, values in by_letter[letter]:
                for (column, _), value in zip(parts, values, strict=True):
                    self._values[column].setdefault(value, len(self._values[column]) + 1)
        self._templates = [_Features(parts, by_letter[letter], table, self._values) for letter, parts in templates]

    def scores(self, columns: Sequence[Sequence[str]]) -> Numbers:
        """For each row but the first and the last `REACH` the summed weights of its features, by label."""
        codes = [
            np.fromiter(map(values.get, column, repeat(0)), np.int64, len(column))
            for values, column in zip(self._values, columns, strict=True)
        ]
        total = np.zeros((len(codes[0]) - 2 * REACH, len(self.labels)))
        for template in self._templates:
            total += template.weights(codes)
        return total

    def marginals(self, columns: Sequence[Sequence[str]], lengths: Sequence[int]) -> Numbers:
        """For every token the weight of each label (0 to 1, together 1), given its whole sentence.

        `columns` hold the values of all sentences one behind the other, each with `REACH` rows before and after it.
        """
        out = np.empty((sum(lengths), len(self.labels)))
        begins = np.concatenate(([0], np.cumsum(lengths)))
        scores = self.scores(columns)[np.arange(len(out)) + np.repeat(2 * REACH * np.arange(len(lengths)), lengths)]
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        self._spread(scores, begins[:-1], np.array(lengths), out)
        return out

    def _spread(self, scores: Numbers, begins: Codes, lengths: Codes, out: Numbers) -> None:
        """The forward-backward sums of some sentences side by side, written to their places in `out`.

        Step k holds the k-th tokens of all sentences that have so many, the longest first: no place is kept for what is not there.
        """
        order = np.argsort(-lengths, kind="stable")
        begins, lengths = begins[order], lengths[order]
        longest = np.arange(lengths[0])
        active = np.searchsorted(-lengths, -longest, side="left")  # sentences longer than k tokens
        ends = np.cumsum(active)
        step = np.repeat(longest, active)
        sentence = np.arange(len(step)) - np.repeat(ends - active, active)
        forward = begins[sentence] + step
        backward = begins[sentence] + lengths[sentence] - 1 - step
        own = scores[np.stack([forward, backward])]  # direction, token, label
        before = np.ones_like(own)
        now, first = own[:, : ends[0]], ends[0]
        for k, end in enumerate(ends[1:].tolist(), 1):
            reached, here = before[:, first:end], own[:, first:end]
            np.matmul(now[:, : end - first], self._steps, out=reached)
            if k % _STEPS == 0:
                reached /= reached.sum(axis=2, keepdims=True)
            now = np.multiply(reached, here, out=here)  # from here on the sums with the token itself
            first = end
        out[forward] = own[0]
        after = np.empty_like(out)
        after[backward] = before[1]
        out *= after
        out /= out.sum(axis=1, keepdims=True)


class _Features:
    """The features of one template: where their values stand, and the weights of each combination of values that the model has."""

    def __init__(
        self,
        parts: Sequence[tuple[int, int]],
        features: Sequence[tuple[int, Sequence[str]]],
        table: Numbers,
        values: Sequence[dict[str, int]],
    ) -> None:
        self._parts = [(column, offset, len(values[column]) + 1) for column, offset in parts]
        keys = {self._key([values[c][v] for (c, _), v in zip(parts, combination, strict=True)]): row for row, combination in features}
        known = np.array([-1, *keys], np.int64)
        self._rows: Numbers = np.vstack([np.zeros(table.shape[1]), table[list(keys.values())]])
        self._order: Codes = np.argsort(known)
        self._sorted: Codes = known[self._order]
        size = prod(base for _, _, base in self._parts)
        self._places: Codes | None = None
        if size <= LARGEST_TABLE:
            self._places = np.zeros(size, np.int64)
            self._places[known[1:]] = np.arange(1, len(known))

    def _key(self, codes: Sequence[int]) -> int:
        key = 0
        for (_, _, base), code in zip(self._parts, codes, strict=True):
            key = key * base + code
        return key

    def weights(self, codes: Sequence[Codes]) -> Numbers:
        """The template's part of `Weights.scores`, from the codes of the columns."""
        key: Codes | None = None
        for column, offset, base in self._parts:
            beside = codes[column][REACH + offset : len(codes[column]) - REACH + offset]
            key = beside if key is None else key * base + beside
        assert key is not None
        return self._rows.take(self._find(key), axis=0)

    def _find(self, key: Codes) -> Codes:
        """The row of each key, 0 for one that the model has not."""
        if self._places is not None:
            return self._places.take(key)
        at = np.searchsorted(self._sorted, key, side="right") - 1
        return np.where(self._sorted.take(at) == key, self._order.take(at), 0)


def _name(data: bytes, database: int, number: int) -> str:
    """The name of a label or feature, from the database of names that begins at byte `database` of the file."""
    backward = struct.unpack_from("<I", data, database + 20)[0]
    record = database + struct.unpack_from("<I", data, database + backward + 4 * number)[0]
    size = struct.unpack_from("<I", data, record + 4)[0]
    return data[record + 8 : record + 8 + size - 1].decode("utf-8")
