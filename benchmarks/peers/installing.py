"""Install the peers that are no library of Python into a folder, by the package tools of the machine.

Nothing outside the folder is changed. A tool that is missing or refuses is told in a line, and the other
peers are installed all the same.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["install"]

COMUNICA = {"@comunica/query-sparql-rdfjs": "5.4.1", "n3": "2.13.12"}
JENA = "libapache-jena-java"
#: Packages that would lead Jena's messages in a circle, or nowhere.
LOGGING = ("slf4j-", "log4j-", "jcl-over-", "jul-to-")
XERCES = "org/apache/jena/ext/xerces/"


def install(home: Path) -> dict[str, str]:
    """Install each peer into a folder of its own in ``home``; return what was wrong, by peer."""
    ways: dict[str, Callable[[Path], None]] = {
        "oxigraph": _oxigraph,
        "jena": _jena,
        "comunica": _comunica,
    }
    faults = {}
    for name, way in ways.items():
        folder = home / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"{name}: installing in {folder} ...", file=sys.stderr, flush=True)
        try:
            way(folder)
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(folder)
            faults[name] = _told(error)
    return faults


def _run(command: Sequence[str], folder: Path) -> str:
    if not shutil.which(command[0]):
        raise FileNotFoundError(f"there is no {command[0]} on the path")
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout


def _told(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = [line.strip() for line in (error.stderr or error.stdout).splitlines() if line.strip()]
        return f"{error.cmd[0]} ended with {error.returncode}: {' '.join(lines[-2:])}"
    return str(error)


def _oxigraph(folder: Path) -> None:
    """Install the command of the same version as the library that the others are compared with."""
    named = f"oxigraph=={importlib.metadata.version('pyoxigraph')}"
    _run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), named], folder)


def _comunica(folder: Path) -> None:
    package = {"private": True, "dependencies": COMUNICA}
    (folder / "package.json").write_text(json.dumps(package, indent=2), encoding="utf-8")
    _run(["npm", "install", "--no-audit", "--no-fund"], folder)


def _jena(folder: Path) -> None:
    """Fetch Debian's packages of Jena and of all that it needs, and keep their jars."""
    kinds = ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
    listing = _run(["apt-cache", "depends", "--recurse", *(f"--no-{kind}" for kind in kinds), JENA], folder)
    packages = sorted({line for line in listing.splitlines() if line[:1].isalnum()})
    if not packages:
        raise FileNotFoundError(f"apt knows no package {JENA}; run “apt-get update” once")
    jars = folder / "lib"
    jars.mkdir()
    with tempfile.TemporaryDirectory(prefix="gsc-peer-") as place:
        _run(["apt-get", "download", *packages], Path(place))
        for package in Path(place).glob("*.deb"):
            _run(["dpkg", "-x", str(package), "unpacked"], Path(place))
        for jar in Path(place, "unpacked/usr/share/java").glob("*.jar"):
            wanted = not jar.name.startswith(LOGGING) or jar.name in ("slf4j-api.jar", "slf4j-nop.jar")
            if wanted and not jar.is_symlink():
                shutil.copy(jar, jars)
    # Debian moves the classes of Xerces in Jena to another package, but not their messages; without these
    # nothing starts.
    with zipfile.ZipFile(jars / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(XERCES) and name.endswith(".properties"):
                target = folder / "messages" / "xerces" / name.removeprefix(XERCES)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
