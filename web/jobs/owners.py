"""Who holds a lease: a process, named so that another on the same machine can tell whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_MOST_LETTERS = 80


def own_name() -> str:
    """This process among all processes on all machines: machine, number, and when it began, since numbers come again."""
    return f"{_machine()}/{os.getpid()}/{_begun(os.getpid())}"


def has_ended(owner: str) -> bool:
    """Whether the owner is known to have ended. Of another machine that is never known: its leases run out.

    >>> has_ended(own_name()), has_ended("elsewhere/1/1")
    (False, False)
    """
    rest, _, begun = owner.rpartition("/")
    machine, _, process = rest.rpartition("/")
    return machine == _machine() and process.isdecimal() and _begun(int(process)) != begun


def _machine() -> str:
    return socket.gethostname()[:_MOST_LETTERS]


def _begun(process: int) -> str:
    """When a process began, in the system's own count; empty where it has ended, also unburied, or the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    fields = told.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
