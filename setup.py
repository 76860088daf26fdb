"""What pyproject.toml cannot say: the guide that the service shows lies in docs/, and an installation carries a copy inside the package."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DOCS = Path(__file__).resolve().parent / "docs"


class WithGuide(build_py):
    """Builds the packages, and puts the guide's chapters and pictures into `web`, where `web.guide` looks for them."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return  # there the service reads docs/ itself
        for part, files in (("huong-dan", "*.md"), ("screenshots", "*.png")):
            target = Path(self.build_lib) / "web" / "docs" / part
            target.mkdir(parents=True, exist_ok=True)
            for path in sorted((DOCS / part).glob(files)):
                shutil.copy(path, target)


setup(cmdclass={"build_py": WithGuide})
