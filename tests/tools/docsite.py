# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Sphinx extension: how the documentation differs from what antsibull-docs and the theme make of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

NAME = "huaweicloud.jobs"


def titles(_app: Sphinx, page: str, source: list[str]) -> None:
    """On the page of the collection, write its name as it is, and give the sidebar captions and short names."""
    if page == "index":
        text = re.sub(rf"^{NAME.title()}$", NAME, source[0], flags=re.MULTILINE)
        text = re.sub(r"^( +)((\w+)_module)$", r"\1\3 <\2>", text, flags=re.MULTILINE)
        text = text.replace("    :hidden:\n", "    :hidden:\n    :caption: Modules\n")
        source[0] = re.sub(r"(\n(.+)\n-+\n\n\.\. toctree::\n)", r"\1    :caption: \2\n", text)


def settle(_app: Sphinx, config: Config) -> None:
    """Add the style sheet, and leave out the page about environment variables, which is empty."""
    config.html_static_path.append(str(Path(__file__).parent / "static"))
    config.html_css_files.append("site.css")
    config.exclude_patterns.append("environment_variables.rst")


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx calls this."""
    app.connect("config-inited", settle)
    app.connect("source-read", titles)
    return {"parallel_read_safe": True}
