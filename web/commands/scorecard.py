"""Scores as people read them: tables for the terminal and for models/CARD.md, and the documents that the card keeps out.

The documents kept out measure what the rules do on documents that nobody looked at. So whatever would lead someone to look (figures of
one document, its errors) leaves them out unless it is asked for by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.evaluation import REPORTED_TYPES, Report, Tally
from extractor.lexicon import LEXICONS

CARD = LEXICONS.parent / "CARD.md"
BEGIN, END = "<!-- scores: written by `bienban evaluate GOLD --save` -->", "<!-- end of scores -->"
ALLOWED_FALL = 0.005
"""Macro F1 may fall by half a point against the committed table before a check fails."""

_KEPT_OUT_SECTION = re.compile(r"^## Documents kept out$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_COMMITTED_MACRO = re.compile(r"^\| \*\*macro of the six\*\* \|.*?\*\*(\d\.\d+)\*\*", re.MULTILINE)


class CardFault(ValueError):
    """The model card lacks a part that is read or written here."""


def kept_out(card: Path = CARD) -> frozenset[str]:
    """The names in backticks under "Documents kept out"; none where there is no card (an installed package carries none)."""
    if not card.is_file():
        return frozenset()
    section = _KEPT_OUT_SECTION.search(card.read_text("utf-8"))
    return frozenset(re.findall(r"`([\w-]+)`", section[1])) if section else frozenset()


def committed_macro(card: Path = CARD) -> float:
    """The macro F1 in the card's table. Raises CardFault where there is none."""
    found = _COMMITTED_MACRO.search(card.read_text("utf-8"))
    if not found:
        raise CardFault(f"{card} has no score table")
    return float(found[1])


def plain_table(report: Report) -> Iterator[str]:
    """The lines of a table for the terminal. "partial" is F1 with near misses counted by their overlap in words."""
    yield f"{'record type':24}{'gold':>7}{'P':>8}{'R':>8}{'F1':>8}{'partial':>9}"
    for kind in REPORTED_TYPES:
        t = report.tallies[kind]
        yield f"{kind:24}{t.gold:7}{t.precision:8.3f}{t.recall:8.3f}{t.f1:8.3f}{t.partial_f1:9.3f}"


def macro_line(report: Report) -> str:
    read = sum(judgement.predicted for judgement in report.judgements)
    return f"macro F1 over the six main types: {report.macro_f1:.4f}   ({read} of {len(report.judgements)} documents read)"


def split(report: Report, hidden: frozenset[str]) -> tuple[Report, Report]:
    """The report on the documents that rules were written on, and on those kept out."""
    names = {judgement.name for judgement in report.judgements}
    return report.only(names - hidden), report.only(names & hidden)


def gap_lines(report: Report, hidden: frozenset[str]) -> Iterator[str]:
    """Macro F1 of tuned and of kept-out documents, a line each; nothing where none is kept out."""
    tuned, unseen = split(report, hidden)
    if unseen.judgements:
        yield f"tuned documents ({len(tuned.judgements)}):    macro F1 {tuned.macro_f1:.4f}"
        yield f"documents kept out ({len(unseen.judgements)}): macro F1 {unseen.macro_f1:.4f}"


def markdown(report: Report, hidden: frozenset[str]) -> str:
    """The section of the card that holds the scores."""
    lines = ["| record type | gold | P | R | F1 | partial F1 |", "|---|---:|---:|---:|---:|---:|"]
    lines += [_row(kind, report.tallies[kind]) for kind in REPORTED_TYPES]
    lines.append(f"| **macro of the six** | | | | **{report.macro_f1:.4f}** | {report.macro_partial_f1:.4f} |")
    tuned, unseen = split(report, hidden)
    lines += ["", "| documents | number | macro F1 |", "|---|---:|---:|"]
    if unseen.judgements:
        lines += [_group("tuned", tuned), _group("kept out", unseen)]
    real = report.only(j.name for j in report.judgements if j.name.startswith("real-"))
    lines += [_group("real", real)] if real.judgements else []
    lines += [_group(f"{kind} (tuned only)", part) for kind, part in tuned.by_kind().items()]
    lines += ["", "| most frequent errors (tuned only) | times |", "|---|---:|"]
    lines += [f"| {pattern} | {count} |" for pattern, count in tuned.error_patterns()]
    return "\n".join(lines)


def save(report: Report, hidden: frozenset[str], card: Path = CARD) -> None:
    """Write the scores between the card's marks, or at its end where it has none yet; everything else stays as it is."""
    text = card.read_text("utf-8")
    section = f"{BEGIN}\n{markdown(report, hidden)}\n{END}"
    if BEGIN in text and END in text:
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        card.write_text(f"{before}{section}{after}", "utf-8")
    else:
        card.write_text(f"{text.rstrip()}\n\n## Scores\n{section}\n", "utf-8")


def by_document(report: Report) -> Sequence[str]:
    """A line for each document, the worst first."""
    judged = sorted(report.judgements, key=lambda judgement: (judgement.macro_f1, judgement.name))
    return [f"  {j.name:30}{j.macro_f1:8.3f}{'' if j.predicted else '   (not read)'}" for j in judged]


def _row(name: str, t: Tally) -> str:
    return f"| {name} | {t.gold} | {t.precision:.3f} | {t.recall:.3f} | {t.f1:.3f} | {t.partial_f1:.3f} |"


def _group(name: str, report: Report) -> str:
    return f"| {name} | {len(report.judgements)} | {report.macro_f1:.4f} |"
