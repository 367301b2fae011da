# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lets plain pytest import the collection from a clone in any folder.

Python finds a collection by its path, ``ansible_collections/huaweicloud/jobs``. Where the clone does not lie at such a
path, a link at one inside ``.ansible`` leads back to the clone, so the code under test is always the clone's own. The
variable tells Ansible the same, for the tests that start it. ansible-test makes its own arrangements.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NAME = Path("ansible_collections", "huaweicloud", "jobs")


def collections_path() -> Path:
    """The folder to search for ``ansible_collections.huaweicloud.jobs``, made if need be."""
    if ROOT.parts[-3:] == NAME.parts:
        return ROOT.parents[2]
    tree = ROOT / ".ansible" / "pytest"
    link = tree / NAME
    if not (link.is_symlink() and link.resolve() == ROOT):
        link.parent.mkdir(parents=True, exist_ok=True)
        # Made aside and then moved into place: another pytest may be doing the same at this moment.
        new = link.with_name(f"jobs.{os.getpid()}")
        new.unlink(missing_ok=True)
        new.symlink_to(ROOT, target_is_directory=True)
        new.replace(link)
    return tree


if "ANSIBLE_CONTROLLER_MIN_PYTHON_VERSION" not in os.environ:
    path = str(collections_path())
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = path
    sys.path[:0] = [path, str(ROOT / "tests")]
