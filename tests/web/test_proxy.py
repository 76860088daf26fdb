"""Behind a web server: what it says of who asked is believed where the settings name it, and nowhere else."""

from __future__ import annotations

from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.serving import serving
from tests.web.conftest import PASSWORD
from tests.web.forms import token_of
from web.errors import SettingsError
from web.settings import Settings
from web.store import open_store, users
from web.store.accountmodels import AuditEntry
from web.store.models import Role

PASSED_ON = {
    "Host": "127.0.0.1",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "bienban.office",
    "Referer": "https://bienban.office/login",
}
"""What a web server that gives HTTPS adds, and the page that the browser says it comes from."""


def sign_in(place: str, password: str) -> tuple[int, int]:
    """Sign in through the web server; the answers to that and to asking for the metrics."""
    connection = HTTPConnection(place, timeout=60)
    connection.request("GET", "/login", headers=PASSED_ON)
    page = connection.getresponse()
    token = token_of(page.read().decode())
    cookie = "; ".join(f"{name}={value.value}" for name, value in SimpleCookie(page.getheader("Set-Cookie", "")).items())
    headers = PASSED_ON | {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login", urlencode({"csrf_token": token, "name": "lan", "password": password}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.request("GET", "/metrics", headers=PASSED_ON)
    metrics = connection.getresponse()
    metrics.read()
    connection.close()
    return answer.status, metrics.status


@pytest.mark.parametrize(
    ("proxy", "address", "metrics"), [("127.0.0.1", "203.0.113.7", 404), ("", "127.0.0.1", 200), ("192.0.2.1", "127.0.0.1", 200)]
)
def test_who_asked_is_taken_from_the_web_server_that_is_named(tmp_path: Path, proxy: str, address: str, metrics: int) -> None:
    store = open_store(Settings.load(tmp_path, {}))
    with store.session() as session:
        users.add(session, "lan", PASSWORD, Role.REVIEWER)
    with serving(tmp_path, environment={"BIENBAN_PROXY": proxy}) as service:
        assert sign_in(service.place, PASSWORD) == (302, metrics)
    with store.session() as session:
        assert session.scalars(select(AuditEntry.address)).all() == [address]
    store.close()


@pytest.mark.parametrize("wrong", ["nginx", "10.0.0.0/8", "*"])
def test_a_web_server_is_named_by_its_address(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="E301"):
        Settings.load(tmp_path, {"BIENBAN_PROXY": wrong})
