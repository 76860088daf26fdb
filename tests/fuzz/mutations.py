"""Mutates the samples at random and reads what comes out, each in a guarded child: `make fuzz`.

Whatever is no typed error is a finding: it is kept in `tests/fuzz/corpus`, which `make test` replays.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import sys
import time
import zipfile
from pathlib import Path

from extractor.errors import BienbanError, TookTooLong, TookTooMuchMemory
from web.guard import Guard, GuardLimits, ReadingFault

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).resolve().parent / "corpus"
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*/*") if not path.name.endswith(".record.json"))
SECONDS = 150.0
"""More than any program that is called gets for one page or file."""
TOKENS = [
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"<",
    b"</w:p>",
    b"{",
    b"}",
    b"endobj",
    b"stream",
    b"%s%n",
    b"\xed\xa0\x80",
    b"&a;",
    b"-1",
    b"1e999",
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` after a few changes: bytes turned, stretches taken out, doubled, swapped or cut off. Inside an archive, one member changes."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _member_mutated(data, chance)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not changed:
            break
        at = chance.randrange(len(changed))
        size = min(chance.choice((1, 2, 8, 64, 1024)), len(changed) - at)
        kind = chance.randrange(6)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + size]
        elif kind == 2:
            changed[at:at] = changed[at : at + size] * chance.choice((1, 2, 50))
        elif kind == 3:
            changed[at : at + size] = chance.randbytes(size)
        elif kind == 4:
            changed[at:at] = chance.choice(TOKENS)
        else:
            del changed[at + (len(changed) - at) // 2 :]
    return bytes(changed)


def _member_mutated(data: bytes, chance: random.Random) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = [name for name in source.namelist() if name.endswith((".xml", ".rels"))]
    chosen = "word/document.xml" if "word/document.xml" in names and chance.random() < 0.6 else chance.choice(names)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, mutated(content, chance) if name == chosen else content)
    return target.getvalue()


def fault_of(guard: Guard, data: bytes, name: str) -> str | None:
    """What went wrong with a file otherwise than by an error that is meant for the user; None where nothing did."""
    try:
        guard.extract(data, name)
    except TookTooLong as error:
        return str(error) if error.detail == f"{SECONDS:g} s" else None  # a program that was ended at its own limit is no fault
    except TookTooMuchMemory as error:
        return str(error)
    except BienbanError:
        return None
    except ReadingFault as error:
        return str(error)
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    chance, guard = random.Random(seed), Guard(GuardLimits(seconds=SECONDS, megabytes=3000))
    started, tries, faults = time.monotonic(), 0, 0
    while time.monotonic() - started < options.seconds:
        path = chance.choice(SAMPLES)
        data = mutated(path.read_bytes(), chance)
        tries += 1
        if fault := fault_of(guard, data, path.name):
            faults += 1
            kept = CORPUS / f"{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
            kept.write_bytes(data)
            print(f"{kept.name}: {fault}")
    guard.close()
    print(f"seed {seed}: {tries} files read, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
