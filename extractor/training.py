"""Makes the tagger's weights: marked sentences of our own documents and made-up ones in, a model and its account out.

Nothing of other people's texts is kept: only documents of our own (`OWN`) become marked sentences. The same data, settings and version of
underthesea_core give the same tags; the model's file differs in the order in which it lists its features, which
underthesea_core leaves to chance.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path

from underthesea_core import CRFTagger, CRFTrainer  # type: ignore[import-untyped]  # the package ships no types

from extractor import marking, synthesis
from extractor.document import Mentions
from extractor.lexicon import LEXICONS
from extractor.marking import KINDS, Marked
from extractor.mentions import campaigns, people, references
from extractor.mentions.tagger import MODEL, features
from extractor.pipeline import read

DOCUMENTS = LEXICONS.parent / "train" / "documents.txt"
OWN = ("dev-*", "train-*")
"""Documents that were written for the project; all others are other people's, or are kept for measuring."""
_HEADING = "## "

Documents = Mapping[str, Sequence[str]]
"""Marked sentences by the name of their document."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is trained. `repeat` is how often each real sentence is shown; `rare`: features met less often are left out."""

    synthetic: int = 2000
    seed: int = 1
    repeat: int = 2
    rare: int = 3
    l1: float = 0.05
    l2: float = 0.01
    iterations: int = 100


@dataclass(frozen=True, slots=True)
class Score:
    """Names found, of those there were (`gold`) and those tagged (`tagged`), all of them with both bounds right."""

    hits: int = 0
    gold: int = 0
    tagged: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.gold + self.tagged) if self.gold + self.tagged else 1.0


# --- the data ------------------------------------------------------------------


def prepare(folders: Iterable[Path], left_out: Collection[str]) -> dict[str, list[str]]:
    """The marked sentences of our own documents in those folders (`<name>/source.*`, `<name>/record.json`), by name."""
    out: dict[str, list[str]] = {}
    for path in sorted(p for folder in folders for p in folder.glob("*/record.json")):
        name = path.parent.name
        if name in left_out or not any(fnmatch(name, own) for own in OWN):
            continue
        source = next(iter(sorted(path.parent.glob("source.*"))))
        text = read(source.read_bytes(), source.name)
        mentions = Mentions(positions=people.find(text)[1], campaigns=campaigns.find(text), references=references.find(text))
        out[name] = list(marking.marked(text, json.loads(path.read_text("utf-8")), mentions))
    return out


def write_documents(documents: Documents, path: Path = DOCUMENTS) -> None:
    """Keep marked sentences in one file: a heading with the document's name, then a sentence a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(f"{_HEADING}{name}\n" + "\n".join(lines) + "\n" for name, lines in documents.items()), "utf-8")


def read_documents(path: Path = DOCUMENTS) -> dict[str, list[str]]:
    """The marked sentences of that file. Raises ValueError where one stands before the first heading."""
    out: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(_HEADING):
            out[line.removeprefix(_HEADING)] = []
        elif line:
            if not out:
                raise ValueError(f"{path}: a sentence before the first heading")
            out[next(reversed(out))].append(line)
    return out


def lines(documents: Documents, settings: Settings) -> list[str]:
    """All sentences that a model is trained on, in order."""
    own = [line for sentences in documents.values() for line in sentences]
    return own * settings.repeat + list(synthesis.sentences(settings.synthetic, settings.seed))


# --- training ------------------------------------------------------------------


def train(documents: Documents, settings: Settings, model: Path = MODEL) -> None:
    """Train on the documents and on made-up sentences, and write the model."""
    sentences = [marking.read(line) for line in lines(documents, settings)]
    rows = [features(s.tokens) for s in sentences]
    met = Counter(feature for sentence in rows for token in sentence for feature in token)
    kept = [[[f for f in token if met[f] >= settings.rare] for token in sentence] for sentence in rows]
    trainer = CRFTrainer(
        loss_function="lbfgs", l1_penalty=settings.l1, l2_penalty=settings.l2, max_iterations=settings.iterations, verbose=0
    )
    model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(kept, [list(s.labels) for s in sentences]).save(str(model))


def folds(documents: Documents, number: int) -> Iterator[tuple[dict[str, Sequence[str]], list[str]]]:
    """`number` splits: the documents to train on, and the names left for measuring; each name is left out once."""
    names = sorted(documents, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    for k in range(number):
        left = names[k::number]
        yield {name: documents[name] for name in documents if name not in left}, left


def measure(model: Path, sentences: Iterable[Marked]) -> dict[str, Score]:
    """How well a model tags marked sentences, by kind of name."""
    tagger = CRFTagger()
    tagger.load(str(model))
    found: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        gold, tagged = set(_ranges(sentence.labels)), set(_ranges(tagger.tag(features(sentence.tokens))))
        for name, ranges in (("hits", gold & tagged), ("gold", gold), ("tagged", tagged)):
            found.update((kind, name) for kind, _, _ in ranges)
    return {kind: Score(found[kind, "hits"], found[kind, "gold"], found[kind, "tagged"]) for kind in KINDS}


def _ranges(labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    first = 0
    for i, label in enumerate([*labels, "O"]):
        if label[0] != "I" or (i and labels[i - 1][1:] != label[1:]):
            if i and labels[i - 1] != "O":
                yield labels[i - 1][2:], first, i
            first = i


# --- the account ------------------------------------------------------------------


def account(documents: Documents, settings: Settings, model: Path, scores: Mapping[str, Score]) -> str:
    """What a model was made of and what it is worth, as JSON: hashes of the data and of the model, settings, cross-validated F1."""
    own = "\n".join(line for sentences in documents.values() for line in sentences)
    told = {
        "made_by": "bienban train",
        "documents": list(documents),
        "sentences": {"own": sum(map(len, documents.values())), "made up": settings.synthetic},
        "own_sha256": hashlib.sha256(own.encode()).hexdigest(),
        "all_sha256": hashlib.sha256("\n".join(lines(documents, settings)).encode()).hexdigest(),
        "model_sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "settings": asdict(settings),
        "underthesea_core": version("underthesea_core"),
        "cross_validated_f1": {kind: round(score.f1, 4) for kind, score in scores.items()},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
