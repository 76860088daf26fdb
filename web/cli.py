"""The `bienban` command. Each subcommand lives in its own module, which is imported only when it is used.

So `bienban --help` answers at once although extraction and the service stand on heavy libraries.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any, NamedTuple

import click

from web.cycles import look_seldom


class Command(NamedTuple):
    """Where a subcommand is, as `module:attribute`, and its line in the list of commands."""

    path: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "extract": Command("web.commands.extract:command", "Read files and write their records as JSON Lines."),
    "explain": Command("web.commands.explain:command", "Tell which rule gave each value, from which words."),
    "text": Command("web.commands.text:command", "Show the clean text that spans point into."),
    "train": Command("web.commands.train:command", "Make the tagger that stands beside the rules, and measure it."),
    "evaluate": Command("web.commands.evaluate:command", "Score extraction against gold records."),
    "ingest": Command("web.commands.ingest:command", "Read files into the store."),
    "worker": Command("web.commands.worker:command", "Lend this machine to a scheduler that reads an archive."),
    "export": Command("web.commands.export:command", "Write the stored records as JSONL, CSV or XLSX."),
    "serve": Command("web.commands.serve:command", "Start the review service."),
    "reextract": Command("web.commands.reextract:command", "Read again what is in the store; people's decisions stay."),
    "stats": Command("web.commands.stats:command", "Tell how much the store holds and what it cost."),
    "check": Command("web.commands.check:command", "Look whether the archive is whole."),
    "backup": Command("web.commands.backup:command", "Copy everything, while the service runs."),
    "restore": Command("web.commands.restore:command", "Bring a copy back, on the same database or another."),
    "corpus": Command("web.commands.corpus:command", "Write documents as spaCy training data."),
    "lexicon": Command("web.commands.lexicon:command", "Judge the words and rules by their examples."),
    "user": Command("web.commands.user:command", "Manage the accounts of the service."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        module, attribute = known.path.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of ours ends in one line with its code, in the language asked for, and exit status 1."""
        from extractor.errors import BienbanError

        try:
            return super().invoke(ctx)
        except BienbanError as error:
            click.echo(f"bienban: {error.explain(ctx.obj['lang'])}", err=True)
            ctx.exit(1)


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"bienban {version('bienban')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", show_default=True, help="Language of messages.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version and exit.")
@click.pass_context
def cli(ctx: click.Context, lang: str) -> None:
    """Structured records from Vietnamese emulation-block minutes, reports and news.

    Files go in, records come out, each value with the place of its words in the text.
    """
    ctx.obj = {"lang": lang}


def main() -> None:
    """The entry point. A reader that closes the pipe early (`bienban extract … | head`) ends the command quietly."""
    look_seldom()
    try:
        cli.main(prog_name="bienban")
    finally:
        _let_go_of_a_closed_pipe()


def _let_go_of_a_closed_pipe() -> None:
    """Flush now, so that Python does not report a closed pipe while it shuts down, when nothing can catch it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
