# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs nox, whose arguments it takes, from Python alone, and closes with how many sessions passed.

It puts nox and uv into .nox/nox first. For that it needs neither pip nor what Debian keeps apart in python3-venv.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCATION = ROOT / ".nox" / "nox"
PYTHON = LOCATION / "bin" / "python"
REQUIREMENTS = ROOT / "requirements" / "nox.txt"
PIP_WHEEL = "pip-25.3-py3-none-any.whl"
PIP_SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
PIP_INDEX = "https://pypi.org/simple/pip/"


def set_up() -> None:
    """Makes the environment of nox. All others go if it is no longer as it was, or the clone is in another place."""
    wanted = f"{LOCATION}\n{sys.version}\n{REQUIREMENTS.read_text(encoding='utf-8')}"
    stamp = LOCATION / "stamp"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"Setting up {LOCATION}", flush=True)
    shutil.rmtree(LOCATION.parent, ignore_errors=True)
    make = [sys.executable, "-m", "venv", str(LOCATION)]
    pip = [str(PYTHON), "-m", "pip"]
    if subprocess.run(make, capture_output=True, check=False).returncode != 0:
        subprocess.run([*make, "--clear", "--without-pip"], check=True)
        pip = [str(PYTHON), str(pip_wheel() / "pip")]
    options = ["-qq", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "install", *options, "-r", str(REQUIREMENTS)], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def pip_wheel() -> Path:
    """The pinned release of pip, which runs from its wheel as it is."""
    request = urllib.request.Request(PIP_INDEX, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        url = next(file["url"] for file in json.load(response)["files"] if file["filename"] == PIP_WHEEL)
    with urllib.request.urlopen(url, timeout=60) as response:
        wheel = response.read()
    if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
        raise SystemExit(f"{url} is not the file that it should be")
    path = LOCATION / PIP_WHEEL
    path.write_bytes(wheel)
    return path


def close(sessions: list[dict[str, Any]]) -> int:
    """Says what ran and what did not. How many failed."""
    names: dict[str, list[str]] = {"success": [], "skipped": [], "failed": [], "aborted": []}
    for session in sessions:
        name, result, reason = session["signatures"][0], session["result"], session["reason"] or ""
        names[result].append(name)
        print(f"{result:8} {name:22} {session['duration']:6.1f} s  {reason}".rstrip())
    skipped, failed = names["skipped"], names["failed"] + names["aborted"]
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        failed += [f"{name} did not run, and CI is set" for name in skipped if name.startswith("integration")]
    if failed:
        print(f"Failed: {', '.join(failed)}")
    counts = f"{len(names['success'])} passed, {len(failed)} failed"
    print(counts + (f", {len(skipped)} skipped" if skipped else ""))
    return len(failed)


def main(arguments: list[str]) -> int:
    try:
        set_up()
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"{LOCATION} could not be set up: {error}") from None
    report = LOCATION / f"report-{os.getpid()}.json"
    # Interrupted, nox ends its sessions by itself; what they start is to be interruptible even if this here is not.
    signal.signal(signal.SIGINT, lambda *_: None)
    with subprocess.Popen([PYTHON, "-m", "nox", "--report", report, *arguments], cwd=ROOT) as nox:
        signal.signal(signal.SIGTERM, lambda *_: nox.send_signal(signal.SIGINT))
        code = nox.wait()
    sessions = json.loads(report.read_text(encoding="utf-8"))["sessions"] if report.exists() else []
    report.unlink(missing_ok=True)
    if "-j" not in arguments:
        return code
    return code if sessions and not close(sessions) else code or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
