"""How far confidence can be trusted: the lines for the terminal, the table for models/calibration.json, the plot for the docs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.calibration import Bin, Verdict, bins, expected_error, fit, left_out
from extractor.confidence import TABLE
from extractor.lexicon import LEXICONS

OWN_DOCUMENTS = LEXICONS.parent / "documents"
"""Documents of our own beside GOLD; no rule is written on those whose name begins with `test-`."""
PLOT = LEXICONS.parent.parent / "docs" / "reliability.svg"
SIDE, MARGIN = 360, 52


def is_unseen(name: str, hidden: frozenset[str]) -> bool:
    """Whether no rule was written on the document: kept out by the card, or one of our own test documents."""
    return name in hidden or name.startswith("test-")


def lines(found: Sequence[Verdict], hidden: frozenset[str]) -> Iterator[str]:
    """The expected calibration error on tuned and on unseen documents, a line each."""
    for label, unseen in (("tuned documents", False), ("unseen documents", True)):
        group = [v for v in found if is_unseen(v.document, hidden) is unseen]
        if group:
            yield f"expected calibration error, {label}: {expected_error(group):.3f}   ({len(group)} entries)"


def calibrate(found: Sequence[Verdict], hidden: frozenset[str], table: Path = TABLE, plot: Path = PLOT) -> Iterator[str]:
    """Make the table and the plot from verdicts, and say how far the table can be trusted: each unseen document judged without itself."""
    tuned = [v for v in found if not is_unseen(v.document, hidden)]
    unseen = [v for v in found if is_unseen(v.document, hidden)]
    judged = list(left_out(tuned, unseen))
    error = round(expected_error(judged), 4)
    content = {
        "made_by": "bienban evaluate GOLD --calibrate",
        "entries": {"tuned": len(tuned), "unseen": len(unseen)},
        "documents": {"tuned": len({v.document for v in tuned}), "unseen": len({v.document for v in unseen})},
        "expected_error_unseen_left_out": error,
        "shares": fit(tuned, unseen),
    }
    table.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    plot.write_text(svg(bins(judged or tuned), error), "utf-8")
    yield f"wrote {table.name} and {plot.name}"
    yield f"expected calibration error, unseen documents each left out of its table: {error:.3f}   ({len(judged)} entries)"


def svg(found: Sequence[Bin], error: float) -> str:
    """A reliability plot: confidence to the right, share right upwards, a disc a bin, its area the bin's entries.

    >>> svg([Bin(10, 0.9, 0.9)], 0.0).count("<circle")
    1
    """
    whole = SIDE + MARGIN + 20
    most = max((b.count for b in found), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}" role="img"'
        ' font-family="sans-serif" font-size="12">',
        "<title>Reliability: share of entries right against confidence</title>",
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>',
        *_grid(),
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#888" stroke-dasharray="4 4"/>',
        *(_disc(b, most) for b in found),
        f'<text x="{_x(0.5)}" y="{whole - 6}" text-anchor="middle">confidence</text>',
        f'<text transform="translate(14 {_y(0.5)}) rotate(-90)" text-anchor="middle">share right</text>',
        f'<text x="{_x(0.03)}" y="{_y(0.94)}">expected calibration error {error:.3f}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        at = tenth / 10
        yield f'<line x1="{_x(at)}" y1="{_y(0)}" x2="{_x(at)}" y2="{_y(1)}" stroke="#e4e4e4"/>'
        yield f'<line x1="{_x(0)}" y1="{_y(at)}" x2="{_x(1)}" y2="{_y(at)}" stroke="#e4e4e4"/>'
        yield f'<text x="{_x(at)}" y="{_y(0) + 18}" text-anchor="middle">{at:.1f}</text>'
        yield f'<text x="{_x(0) - 6}" y="{_y(at) + 4}" text-anchor="end">{at:.1f}</text>'


def _disc(one: Bin, most: int) -> str:
    radius = 4 + 14 * (one.count / most) ** 0.5
    tip = f"{one.count} entries: confidence {one.confidence:.2f}, right {one.right:.2f}"
    place = f'cx="{_x(one.confidence):.1f}" cy="{_y(one.right):.1f}" r="{radius:.1f}"'
    return f'<circle {place} fill="#2b6cb0" fill-opacity="0.7"><title>{tip}</title></circle>'


def _x(value: float) -> float:
    return round(MARGIN + value * SIDE, 1)


def _y(value: float) -> float:
    return round(10 + (1 - value) * SIDE, 1)
