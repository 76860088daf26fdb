"""`bienban user`: the accounts of the service."""

from __future__ import annotations

import sys
from contextlib import closing

import click

from web.settings import Settings
from web.store import open_store, users
from web.store.models import Role
from web.store.passwords import new_password


@click.group()
def command() -> None:
    """Add accounts, reset passwords, list who may sign in."""


def _password(generate: bool, from_stdin: bool) -> str:
    """A password made up here, the first line of standard input, or one typed twice."""
    if generate and from_stdin:
        raise click.UsageError("--generate and --password-stdin exclude each other")
    if generate:
        return new_password()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.REVIEWER.value, show_default=True)
@click.option("--generate", is_flag=True, help="Make up a password and print it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
def add(name: str, role: str, generate: bool, password_stdin: bool, data: str | None) -> None:
    """Add the account NAME."""
    password = _password(generate, password_stdin)
    with closing(open_store(Settings.load(data))) as store, store.session() as session:
        users.add(session, name, password, Role(role))
    click.echo(f"{name}: {password}" if generate else name)


@command.command()
@click.argument("name")
@click.option("--generate", is_flag=True, help="Make up a password and print it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
def password(name: str, generate: bool, password_stdin: bool, data: str | None) -> None:
    """Give the account NAME a new password and lift its lock."""
    chosen = _password(generate, password_stdin)
    with closing(open_store(Settings.load(data))) as store, store.session() as session:
        users.set_password(session, name, chosen)
    click.echo(f"{name}: {chosen}" if generate else name)


@command.command("list")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
def list_accounts(data: str | None) -> None:
    """List the accounts with their roles."""
    with closing(open_store(Settings.load(data))) as store, store.session() as session:
        for user in users.everyone(session):
            click.echo(f"{user.name}\t{user.role}")
