"""Where the children come from that read: each is forked, in milliseconds, from one process that has loaded the library and read a text.

That process has one thread, so that no lock is copied as it stands. It ends when the process that started it does, however that ended, and
ends the children that are left. See docs/decisions/0015-children-are-forked.md.
"""

from __future__ import annotations

import atexit
import gc
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from threading import Lock
from types import FrameType
from typing import Any, NoReturn

from web.cycles import look_seldom

Life = Callable[..., None]
"""What a child does from its beginning to its end: a function of a module, called with the child's end of the pipe."""
STARTING = 60.0
"""Seconds that the library gets to be loaded."""
ENDING = 2.0
"""Seconds that children get to end by themselves when the process that asked for them has ended."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Libraries that count begin further threads as they are loaded; a fork takes but one along."""
LOOK = 0.01
LOST = 255
"""What stands for how a child ended where nobody knows."""
_NUMBER = struct.Struct("=q")
_FORK, _ALIVE = 0, 1 << 32
FIRST_TEXTS = (
    """\
KHỐI THI ĐUA SỐ 1
Số: 05/BC-KTĐ

BÁO CÁO
Tổng kết công tác thi đua, khen thưởng năm 2023

Ngày 12/01/2024, tại Hội trường UBND huyện Hòa An, Khối thi đua số 1 tổ chức Hội nghị tổng kết phong trào thi đua năm 2023, ký kết \
giao ước thi đua năm 2024. Đồng chí Trần Thị Bình, Chủ tịch Hội Nông dân huyện, Khối trưởng chủ trì. Dự hội nghị có ông Lê Văn Khánh, \
Phó Chủ tịch UBND huyện và đại diện lãnh đạo 12 đơn vị thành viên.
Căn cứ Luật Thi đua, khen thưởng ngày 15/6/2022 và Nghị định số 98/2023/NĐ-CP, các đơn vị hưởng ứng phong trào “Dân vận khéo”.
Hội nghị thống nhất suy tôn Hội Luật gia huyện là Khối trưởng, bầu ông Nguyễn Văn An làm Khối phó năm 2024; đề nghị UBND tỉnh tặng \
Cờ thi đua cho Sở Tài chính và Bằng khen cho bà Lý Thị Hoa, Trưởng phòng Nội vụ, với 12/12 phiếu đồng ý.
Nhiệm vụ năm 2024: Sở Nội vụ trình Kế hoạch trước ngày 30/3/2024.
""",
    """\
Cụm thi đua số 4 tổng kết công tác năm 2023

Ngày đăng: 16/01/2024

Sáng 15/01/2024, tại thành phố Cao Bằng, Cụm thi đua số 4 tổ chức Hội nghị tổng kết công tác thi đua, khen thưởng. Ông Hoàng Văn Đông, \
Giám đốc Sở Tài chính, Cụm trưởng chủ trì hội nghị. Hội nghị đã bình xét, đề nghị Thủ tướng Chính phủ tặng Bằng khen cho 2 tập thể; \
thống nhất bầu Hội Nông dân tỉnh làm Cụm trưởng, Hội Luật gia tỉnh làm Cụm phó năm 2024.
Trong thời gian tới, Cụm thi đua tiếp tục đẩy mạnh cuộc vận động “Ngày vì người nghèo”.
Tin, ảnh: Minh Hà
""",
)
"""A report and news, read before the first child: patterns and weights are made when they are first needed, and the children share them."""


class Nursery:
    """The process from which children are forked. Safe to use from several threads."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        places = [os.path.abspath(place) for place in sys.path]  # noqa: PTH100  # as text, as Python wants it
        code = f"import sys; sys.path[:] = {places!r}; from web.nursery import tend; tend({theirs.fileno()})"
        # -P: the folder that somebody is in is no place to look for modules; an own session: what a terminal sends is for the parent
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            pass_fds=[theirs.fileno()],
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        ours.settimeout(STARTING)
        self._channel, self._lock = ours, Lock()

    def is_alive(self) -> bool:
        """Whether it can be asked: its channel is closed where an answer did not come."""
        return self._channel.fileno() >= 0 and self._process.poll() is None

    def ask(self, number: int, *descriptors: int) -> int:
        """Send a number and get one. Raises EOFError or OSError where the process is no more."""
        with self._lock:
            try:
                socket.send_fds(self._channel, [_NUMBER.pack(number)], descriptors)
                told = self._channel.recv(_NUMBER.size)
            except BaseException:  # an answer that nobody took would be taken for the next one
                self._channel.close()
                raise
        if len(told) < _NUMBER.size:
            raise EOFError
        answer: int = _NUMBER.unpack(told)[0]
        return answer

    def close(self) -> None:
        """End the process and the children that are left."""
        self._channel.close()
        try:
            self._process.wait(2 * ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Child:
    """A process that lives `life(pipe, *arguments)`; `pipe` is the parent's end. It leads a process group of its own."""

    def __init__(self, life: Life, *arguments: Any) -> None:
        """Raises EOFError or OSError where the library cannot be loaded."""
        self._nursery = _nursery()
        ours, theirs = socket.socketpair()
        with theirs:
            self.pipe = Connection(ours.detach())
            self.pid = self._nursery.ask(_FORK, theirs.fileno())
        self.pipe.send((dict(os.environ), life, arguments))
        self._code: int | None = None

    def ended(self, seconds: float) -> int | None:
        """How it ended, if it has within these seconds: the exit status, or the signal's number below zero."""
        until = time.monotonic() + seconds
        while self._code is None:
            try:
                told = self._nursery.ask(self.pid)
            except (EOFError, OSError):
                told = LOST  # the child may live on: it ends with its pipe, or is killed by the caller
            if told != _ALIVE:
                self._code = told
            elif time.monotonic() >= until:
                return None
            else:
                time.sleep(LOOK)
        return self._code

    def send(self, number: signal.Signals, to_programs: bool = False) -> None:
        """A signal to the child, or also to the programs that it started; nothing where it has ended."""
        if self._code in (None, LOST):
            with suppress(ProcessLookupError, PermissionError):
                (os.killpg if to_programs else os.kill)(self.pid, number)


_CURRENT: list[Nursery] = []
_BEGINNING = Lock()


def _nursery() -> Nursery:
    """That of this process; a new one where it has come to its end."""
    with _BEGINNING:
        if _CURRENT and not _CURRENT[-1].is_alive():
            _CURRENT.pop().close()
        if not _CURRENT:
            _CURRENT.append(Nursery())
        return _CURRENT[-1]


@atexit.register
def _close() -> None:
    while _CURRENT:
        _CURRENT.pop().close()


def tend(number: int) -> None:
    """The life of the process from which children are forked: `number` is its end of the channel to the process that asks for them."""
    with socket.socket(fileno=number) as channel:
        for step in loading():
            step()
            if _is_closed(channel):
                return
        living: set[int] = set()
        while True:
            asked, descriptors, _, _ = socket.recv_fds(channel, _NUMBER.size, 1)
            if not asked:
                break
            pid: int = _NUMBER.unpack(asked)[0]
            if pid == _FORK:
                told = os.fork()
                if told == 0:
                    channel.close()
                    _live(*descriptors)
                os.close(*descriptors)
                living.add(told)
            else:
                told = _buried(pid)
                living -= {pid} if told != _ALIVE else set()
            channel.send(_NUMBER.pack(told))
    _end(living)


def loading() -> Iterator[Callable[[], object]]:
    """Have everything in memory that reading takes, step by step: whoever asked for it may have ended meanwhile."""
    yield look_seldom
    yield partial(import_module, "extractor.pipeline")
    read = import_module("web.guard").read_file
    for text in FIRST_TEXTS:
        yield partial(read, text.encode(), "first.txt", lambda: None)
    yield gc.collect
    yield gc.freeze  # else the first look through all values would copy the memory that the children share


def _is_closed(channel: socket.socket) -> bool:
    """Whether nobody is at the other end any more, also where words of theirs wait here."""
    look = select.poll()
    look.register(channel, select.POLLRDHUP)
    return bool(look.poll(0))


def _buried(pid: int) -> int:
    """How a child ended, or _ALIVE."""
    try:
        gone, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return LOST
    return os.waitstatus_to_exitcode(status) if gone else _ALIVE


def _end(living: set[int]) -> None:
    """End the children, and with them the programs that they started."""
    for number, seconds in ((signal.SIGTERM, ENDING), (signal.SIGKILL, 0.0)):
        for pid in living:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, number)
        until = time.monotonic() + seconds
        while (living := {pid for pid in living if _buried(pid) == _ALIVE}) and time.monotonic() < until:
            time.sleep(LOOK)


def _live(number: int) -> NoReturn:
    """A child's life, in a process group of its own and with the surroundings that its parent has now."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, _leave)
        with Connection(number) as pipe:
            environment, life, arguments = pipe.recv()
            os.environ.clear()
            os.environ.update(environment)
            life(pipe, *arguments)
        code = 0
    except (SystemExit, EOFError):
        code = 0
    except BaseException:  # noqa: BLE001  # nobody above could tell of it: what lies there is the process that forks
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            atexit._run_exitfuncs()  # a LibreOffice that is kept, and its folder; the rest of an orderly end would cost more than the fork
        os._exit(code)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit
