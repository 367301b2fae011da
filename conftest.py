# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lets pytest import the collection from a clone in any directory.

Python finds a collection by its path, ``ansible_collections/huaweicloud/jobs``. If the clone is not at such a path, a
symbolic link inside ``.ansible`` points to the clone, so the tests always use the code of the clone. The environment
variable sets the same path for the tests that start Ansible. ansible-test does not need any of this.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NAME = Path("ansible_collections", "huaweicloud", "jobs")


def collections_path() -> Path:
    """The directory that contains ``ansible_collections.huaweicloud.jobs``, which is created if necessary."""
    if ROOT.parts[-3:] == NAME.parts:
        return ROOT.parents[2]
    tree = ROOT / ".ansible" / "pytest"
    link = tree / NAME
    if not (link.is_symlink() and link.resolve() == ROOT):
        link.parent.mkdir(parents=True, exist_ok=True)
        # The link is created under another name and then renamed, because another pytest may do the same now.
        new = link.with_name(f"jobs.{os.getpid()}")
        new.unlink(missing_ok=True)
        new.symlink_to(ROOT, target_is_directory=True)
        new.replace(link)
    return tree


if "ANSIBLE_CONTROLLER_MIN_PYTHON_VERSION" not in os.environ:
    path = str(collections_path())
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = path
    sys.path[:0] = [path, str(ROOT / "tests")]
