"""Whether a document gives the same record in every form: macro F1 of each form's files beside that of their plain sources.

    python benchmarks/forms.py FORMS GOLD [--form NAME ...] [--limit N] [--differences]

FORMS holds a folder for each form (docx, pdf, scan, …) with files named as GOLD's folders, which hold `source.*` and `record.json`.
`--differences` names the documents that lose most in a form. A scanned page takes two seconds, the rest some tens of milliseconds a file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from extractor import Record, extract
from extractor.errors import BienbanError
from extractor.evaluation import Report, evaluate

TOLD = 6
"""So many documents are named that lose most."""


def record_of(path: Path) -> Record | None:
    """None for a file that cannot be read, which is printed."""
    try:
        return extract(path)
    except BienbanError as error:
        print(f"{path}: {error}")
        return None


def judged(gold: Path, files: dict[str, Path]) -> Report:
    """The records of the files against gold."""
    wanted = {name: json.loads((gold / name / "record.json").read_text("utf-8")) for name in files}
    return evaluate(wanted, {name: record for name, path in files.items() if (record := record_of(path)) is not None})


def lost(plain: Report, other: Report) -> list[str]:
    """The documents that lose most, with their points."""
    have = {judgement.name: judgement.macro_f1 for judgement in other.judgements}
    falls = sorted((have[judgement.name] - judgement.macro_f1, judgement.name) for judgement in plain.judgements)
    return [f"{name} {100 * fall:+.1f}" for fall, name in falls[:TOLD] if fall < -0.001]


def main() -> None:
    """Print a line for each form."""
    told = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    told.add_argument("forms", type=Path)
    told.add_argument("gold", type=Path)
    told.add_argument("--form", action="append")
    told.add_argument("--limit", type=int)
    told.add_argument("--differences", action="store_true")
    chosen = told.parse_args()
    sources = {folder.name: next(folder.glob("source.*")) for folder in sorted(chosen.gold.iterdir()) if (folder / "record.json").exists()}
    for form in chosen.form or sorted(folder.name for folder in chosen.forms.iterdir() if folder.is_dir()):
        files = {path.stem: path for path in sorted((chosen.forms / form).iterdir()) if path.stem in sources}
        files = dict(list(files.items())[: chosen.limit])
        if not files:
            continue
        plain, other = judged(chosen.gold, {name: sources[name] for name in files}), judged(chosen.gold, files)
        fall = 100 * (other.macro_f1 - plain.macro_f1)
        scores = f"macro F1 {other.macro_f1:.4f}, plain {plain.macro_f1:.4f}, {fall:+.2f} points"
        print(f"{form:8} {len(files):3} documents: {scores}", flush=True)
        if chosen.differences:
            print("         " + ", ".join(lost(plain, other)))


if __name__ == "__main__":
    main()
