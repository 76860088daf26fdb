"""One typed settings object: the data folder's settings.toml first, then the environment on top."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from platformdirs import user_data_path

from extractor.limits import Limits
from web.errors import SettingsError
from web.guard import GuardLimits

MEGABYTE = 1024 * 1024
Network = IPv4Network | IPv6Network
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts without a request, and at most."""

    idle: timedelta
    age: timedelta


KEYS = {
    "database_url": str,
    "originals": str,
    "log": str,
    "metrics_port": int,
    "metrics_from": str,
    "upload_limit_mb": int,
    "session_hours": int,
    "idle_minutes": int,
    "secure_cookies": bool,
    "proxy": str,
    "two_person_check": bool,
    "reading_seconds": int,
    "reading_mb": int,
    "reading_pages": int,
    "reading_scanned_pages": int,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is kept and the service's limits.

    `data` is the one folder that holds all state; `upload_limit` counts bytes of one file; a session ends after `session_hours`,
    or after `idle_minutes` without a request; `secure_cookies` is for installations behind HTTPS; `proxy` is the address from which a web
    server in front passes requests on: what it says of who asked, under which name and by HTTPS is believed, of nobody else;
    with `two_person_check` a document is confirmed once two people have confirmed it.
    """

    data: Path
    database_url: str
    upload_limit: int = 64 * MEGABYTE
    session_hours: int = 12
    idle_minutes: int = 60
    secure_cookies: bool = False
    proxy: str = ""
    two_person_check: bool = False
    guard: GuardLimits = GuardLimits()
    originals_url: str | None = None
    log: str = ""
    metrics_port: int = 0
    metrics_from: tuple[Network, ...] = LOOPBACK

    @property
    def originals(self) -> Path | str:
        """Where the original files lie, content-addressed: a folder, by default that in `data`, or an fsspec URL such as s3://bucket."""
        if self.originals_url is None:
            return self.data / "originals"
        return self.originals_url if "://" in self.originals_url else Path(self.originals_url).expanduser().resolve()

    @property
    def lifetime(self) -> Lifetime:
        """How long a session lasts."""
        return Lifetime(timedelta(minutes=self.idle_minutes), timedelta(hours=self.session_hours))

    @classmethod
    def load(cls, data: Path | str | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings for the folder `data`, else `BIENBAN_DATA`, else the platform's data folder; the folder is created.

        Raises SettingsError for an unknown key, a value of the wrong kind or a folder that cannot be made.
        """
        env = os.environ if environ is None else environ
        folder = Path(data or env.get("BIENBAN_DATA") or user_data_path("bienban")).expanduser().resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{folder}: {error.strerror}") from error
        values = _from_file(folder / "settings.toml") | _from_environment(env)
        limit = values.get("upload_limit_mb", 64)
        hours = values.get("session_hours", 12)
        idle = values.get("idle_minutes", 60)
        if limit < 1 or hours < 1 or idle < 1:
            raise SettingsError("upload_limit_mb, session_hours, idle_minutes ≥ 1")
        guard = _guard(values)
        return cls(
            data=folder,
            database_url=str(values.get("database_url") or f"sqlite:///{folder / 'bienban.sqlite3'}"),
            upload_limit=limit * MEGABYTE,
            session_hours=hours,
            idle_minutes=idle,
            secure_cookies=bool(values.get("secure_cookies", False)),
            proxy=_address(values.get("proxy", "")),
            two_person_check=bool(values.get("two_person_check", False)),
            guard=guard,
            originals_url=values.get("originals") or None,
            log=values.get("log", ""),
            metrics_port=values.get("metrics_port", 0),
            metrics_from=_networks(values["metrics_from"]) if "metrics_from" in values else LOOPBACK,
        )

    def secret_key(self) -> bytes:
        """The key that signs sessions; made on first use in a file that only its owner may read."""
        path = self.data / "secret.key"
        if not path.exists():
            with NamedTemporaryFile(dir=self.data, prefix=".secret", delete=False) as draft:  # made with mode 0600
                draft.write(secrets.token_hex(32).encode())
            try:
                os.link(draft.name, path)  # fails where another process was first: then its key holds
            except FileExistsError:
                pass
            finally:
                Path(draft.name).unlink()
        return path.read_bytes()


def _guard(values: Mapping[str, Any]) -> GuardLimits:
    """What reading one file may take. Raises SettingsError below what any file takes."""
    usual = GuardLimits()
    pages = Limits(values.get("reading_pages", usual.reading.pages), values.get("reading_scanned_pages", usual.reading.scanned))
    guard = GuardLimits(float(values.get("reading_seconds", usual.seconds)), values.get("reading_mb", usual.megabytes), pages)
    if guard.seconds < 1 or guard.megabytes < 512 or pages.pages < 1 or pages.scanned < 0:
        raise SettingsError("reading_seconds ≥ 1, reading_mb ≥ 512, reading_pages ≥ 1")
    return guard


def _address(named: str) -> str:
    """One address as people write it, or none. Raises SettingsError."""
    try:
        return str(ip_address(named.strip())) if named.strip() else ""
    except ValueError as error:
        raise SettingsError(f"proxy: {error}") from error


def _networks(named: str) -> tuple[Network, ...]:
    """Networks as people write them: 10.0.0.0/8, 192.168.1.7. Raises SettingsError."""
    try:
        return tuple(ip_network(part.strip()) for part in named.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"metrics_from: {error}") from error


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: {error}") from error
    for key, value in values.items():
        if key not in KEYS or type(value) is not KEYS[key]:
            raise SettingsError(f"{path.name}: {key}")
    return values


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, kind in KEYS.items():
        raw = env.get(f"BIENBAN_{key.upper()}")
        if raw is None:
            continue
        if kind is int and not raw.isdecimal() or kind is bool and raw not in ("0", "1"):
            raise SettingsError(f"BIENBAN_{key.upper()}={raw}")
        values[key] = int(raw) if kind is int else raw == "1" if kind is bool else raw
    return values
