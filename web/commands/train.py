"""`bienban train`: makes the weights of the tagger that stands beside the rules, and measures what they are worth."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from extractor import ablation, training
from extractor.marking import read as read_marked
from extractor.mentions.tagger import MODEL
from extractor.training import DOCUMENTS, Score, Settings
from web.commands import scorecard

BEGIN, END = "<!-- comparison: written by `bienban train --compare GOLD --save` -->", "<!-- end of comparison -->"
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(epilog="Exit status: 0 done, 2 wrong usage.")
@click.option(
    "--prepare", type=_FOLDER, multiple=True, metavar="GOLD", help="First mark the sentences of GOLD/dev-* and GOLD/train-* anew."
)
@click.option(
    "--compare", type=_FOLDER, multiple=True, metavar="GOLD", help="Train nothing to keep; compare rules, tagger and both on GOLD/*."
)
@click.option("--save", is_flag=True, help="With --compare: write the table into models/CARD.md.")
@click.option(
    "--data", "documents_file", type=click.Path(dir_okay=False, path_type=Path), default=DOCUMENTS, help="Marked sentences by document."
)
@click.option("--model", type=click.Path(dir_okay=False, path_type=Path), default=MODEL, help="Where the model is written.")
@click.option(
    "--synthetic", type=click.IntRange(min=0), default=Settings().synthetic, show_default=True, help="How many sentences are made up."
)
@click.option("--folds", type=click.IntRange(min=2), default=3, show_default=True, help="Parts of the cross-validation.")
def command(
    prepare: tuple[Path, ...], compare: tuple[Path, ...], save: bool, documents_file: Path, model: Path, synthetic: int, folds: int
) -> None:
    """Train the tagger on models/train and write it, with an account of what it was made of, into models/tagger.

    Documents that models/CARD.md keeps out, test-* and other people's texts are never trained on.
    """
    if save and not compare:
        raise click.UsageError("--save goes with --compare")
    settings = Settings(synthetic=synthetic)
    if prepare:
        training.write_documents(training.prepare(prepare, scorecard.kept_out()), documents_file)
    if not documents_file.is_file():
        raise click.UsageError(f"{documents_file} is not there: make it with --prepare GOLD")
    documents = training.read_documents(documents_file)
    if compare:
        table = ablation.markdown(list(ablation.compare(compare, documents, scorecard.kept_out(), settings)))
        click.echo(table)
        if save:
            _save(table)
        return
    scores = _cross_validated(documents, settings, folds)
    training.train(documents, settings, model)
    model.with_suffix(".json").write_text(training.account(documents, settings, model, scores), "utf-8")
    for kind, score in scores.items():
        click.echo(f"{kind:6} F1 {score.f1:.3f}   ({score.gold} names, cross-validated)")
    click.echo(f"{model}: {model.stat().st_size // 1024} KB")


def _cross_validated(documents: training.Documents, settings: Settings, folds: int) -> dict[str, Score]:
    total: dict[str, Score] = {}
    with tempfile.TemporaryDirectory() as place:
        model = Path(place) / "fold.crf"
        for seen, left in training.folds(documents, folds):
            training.train(seen, settings, model)
            for kind, s in training.measure(model, [read_marked(line) for name in left for line in documents[name]]).items():
                before = total.get(kind, Score())
                total[kind] = Score(before.hits + s.hits, before.gold + s.gold, before.tagged + s.tagged)
    return total


def _save(table: str, card: Path = scorecard.CARD) -> None:
    """Write the table between the card's marks, or at its end where it has none yet."""
    text = card.read_text("utf-8")
    section = f"{BEGIN}\n{table}\n{END}"
    if BEGIN in text and END in text:
        before, _, rest = text.partition(BEGIN)
        card.write_text(before + section + rest.partition(END)[2], "utf-8")
    else:
        card.write_text(f"{text.rstrip()}\n\n## Rules, tagger, both\n{section}\n", "utf-8")
