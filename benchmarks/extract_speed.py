"""How fast extraction is, beside underthesea on the same sentences in the same run.

    python benchmarks/extract_speed.py [--rounds N] [--json] [--growth] [FILE...]

Without files it takes the ten real reports real-1 … real-10 of ../shared/gold, or the samples where those are absent. It prints
documents a second, the time a report takes, the same for `underthesea.ner` and `underthesea.word_tokenize` over the same sentences with
the ratios, peak memory, how long `bienban extract` takes for one file from a cold start, and how time grows with length: for the reports
over and over, and for sentences, rows and lists without end (tests/growth.py). Times are processor seconds of this process (a cold start:
seconds on the clock), the best of N rounds: the machine's other work only adds time.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.growth import SHAPES, grown, named  # noqa: E402  # the checkout's own, found by the line above

GOLD = ROOT.parent / "shared" / "gold"


def reports() -> list[Path]:
    """The ten real reports, else the samples in plain text."""
    found = [path for n in range(1, 11) for path in (GOLD / f"real-{n}").glob("source.*")]
    return found or sorted((ROOT / "samples" / "txt").glob("*.txt"))


def best_of(rounds: int, *works: Callable[[], object], clock: Callable[[], float] = time.process_time) -> list[float]:
    """Seconds of the fastest run of each work, after one that is not counted (it loads what is loaded once).

    The works take turns of a second or one run, `rounds` times, so that a busy minute of the machine falls on all of them alike. What
    the models hold for good is frozen first: else every work would pay for looking through the memory of the others.
    """
    for work in works:
        work()
    gc.collect()
    gc.freeze()
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for i, work in enumerate(works):
            turn = clock()
            while True:
                begin = clock()
                work()
                end = clock()
                best[i] = min(best[i], end - begin)
                if end - turn >= 1:
                    break
    return best


def peak_mebibytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def sentences_of(paths: list[Path]) -> list[str]:
    """The sentences that the extractor looks at."""
    from extractor.pipeline import read

    texts = [read(path.read_bytes(), path.name) for path in paths]
    return [text.text[s.start : s.end] for text in texts for s in text.sentences]


def long_text(paths: list[Path], size: int) -> bytes:
    """The reports one after another, over and over, cut to `size` bytes: how time grows with length shows on it."""
    once = b"\n".join(path.read_bytes() for path in paths)
    return (once * (size // len(once) + 1))[:size].decode("utf-8", "ignore").encode()


SHORT, LONG = 20_000, 80_000


def growth() -> dict[str, tuple[float, float]]:
    """Seconds for a short text and for one four times as long, of each shape that goes on without end."""
    from extractor import extract

    found = {}
    for shape in SHAPES:
        short, long = best_of(1, *(partial(extract, grown(shape, size), named(shape)) for size in (SHORT, LONG)))
        found[shape] = short, long
    return found


def growth_table(found: dict[str, tuple[float, float]]) -> str:
    """What four times the length costs, for people."""
    lines = [f"{'without end':28}{f'{SHORT // 1000} kB':>10}{f'{LONG // 1000} kB':>10}{'times':>8}"]
    lines += [f"{shape:28}{short:8.2f} s{long:8.2f} s{long / short:8.1f}" for shape, (short, long) in found.items()]
    return "\n".join(lines)


def measure(paths: list[Path], rounds: int) -> dict[str, float]:
    """All figures; seconds, mebibytes, ratios. Memory is taken before underthesea's models are loaded, so that it is extraction's own."""
    from extractor import extract

    for path in paths:
        extract(path)
    memory = peak_mebibytes()
    sentences = sentences_of(paths)
    from underthesea import ner, word_tokenize

    seconds, tagging, tokenizing = best_of(
        rounds,
        lambda: [extract(path) for path in paths],
        lambda: [ner(sentence) for sentence in sentences],
        lambda: [word_tokenize(sentence) for sentence in sentences],
    )
    tenth, whole = best_of(1, *(partial(extract, long_text(paths, size), "long.txt") for size in (100_000, 1_000_000)))
    cold = [sys.executable, "-m", "web.cli", "extract", str(paths[0])]
    (start,) = best_of(3, lambda: subprocess.run(cold, cwd=ROOT, stdout=subprocess.DEVNULL, check=True), clock=time.perf_counter)
    return {
        "documents": len(paths),
        "characters": sum(len(path.read_text("utf-8")) for path in paths),
        "sentences": len(sentences),
        "extract_s": seconds,
        "documents_per_s": len(paths) / seconds,
        "ner_s": tagging,
        "ner_ratio": tagging / seconds,
        "word_tokenize_s": tokenizing,
        "word_tokenize_ratio": tokenizing / seconds,
        "peak_mib": memory,
        "cold_start_s": start,
        "long_100k_s": tenth,
        "long_1m_s": whole,
    }


def table(m: dict[str, float]) -> str:
    """The figures for people."""
    each = 1000 / m["documents"]
    lines = [
        f"{m['documents']:.0f} reports, {m['characters']:,.0f} characters, {m['sentences']:,.0f} sentences",
        f"{'':28}{'ms a report':>12}{'reports/s':>11}{'times extract':>15}",
    ]
    for name, seconds in (("bienban extract", m["extract_s"]), ("underthesea.ner", m["ner_s"]), ("word_tokenize", m["word_tokenize_s"])):
        lines.append(f"{name:28}{seconds * each:12.1f}{m['documents'] / seconds:11.1f}{seconds / m['extract_s']:15.1f}")
    lines.append(
        f"peak memory of extraction {m['peak_mib']:.0f} MiB; cold start of `bienban extract` on one file {m['cold_start_s']:.2f} s"
    )
    lines.append(f"a text of 100 kB {m['long_100k_s']:.2f} s, of 1 MB {m['long_1m_s']:.2f} s")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--growth", action="store_true", help="only how time grows with length, for the sentences and lists without end")
    args = parser.parse_args()
    figures = {} if args.growth else measure(args.files or reports(), args.rounds)
    shapes = growth()
    if args.json:
        print(json.dumps({**figures, "growth": shapes}, indent=1))
    else:
        print("\n\n".join([*([table(figures)] if figures else []), growth_table(shapes)]))


if __name__ == "__main__":
    main()
