"""Light or dark: as the person's machine has it, unless the person chose otherwise for this browser."""

from __future__ import annotations

from flask import has_request_context, session

from web.labels import N_

MACHINE = "machine"
THEMES = {MACHINE: N_("Sáng tối theo máy"), "light": N_("Nền sáng"), "dark": N_("Nền tối")}
"""What can be chosen, in the order in which the button goes through it."""


def chosen() -> str:
    """The theme chosen in this session."""
    held = session.get("theme") if has_request_context() else None
    return held if held in THEMES else MACHINE


def following(theme: str) -> str:
    """The theme after this one, at the end the first again.

    >>> following("dark")
    'machine'
    """
    order = list(THEMES)
    return order[(order.index(theme) + 1) % len(order)]


def dark_where(theme: str) -> str:
    """The media query under which the dark colours hold; "not all" where they never do."""
    return {"light": "not all", "dark": "all"}.get(theme, "(prefers-color-scheme: dark)")
