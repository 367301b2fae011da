# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up the account (domain) of a login, whose ID global services need instead of a project ID."""

from __future__ import annotations

import typing as t

from .._http.errors import Fault
from .._http.session import Http
from .base import Login
from .iam import iam_error


class AccountLookup:
    """Looks up the ID of the account with ``GET {iam}/v3/auth/domains``.

    If that lists no account, ``GET {sts}/v5/caller-identity`` is used. Sources: IAM API reference, "Querying the List
    of Domains Accessible to Users"; IAM API reference (new version), "Obtaining the Identity Information of a Caller";
    huaweicloudsdkcore 3.1.219, auth/credentials.py.
    """

    def __init__(self, http: Http, iam_url: str, sts_url: t.Callable[[], str], login: Login) -> None:
        self._http = http
        self._iam_url = iam_url
        self._sts_url = sts_url
        self._login = login

    def __call__(self) -> str:
        """Return the ID of the account. Raises a CallError."""
        body = self._get(f"{self._iam_url}/auth/domains")
        domains = body.get("domains")
        if domains == []:
            account_id = self._get(f"{self._sts_url()}/v5/caller-identity").get("account_id")
        else:
            first = domains[0] if isinstance(domains, list) else None
            account_id = first.get("id") if isinstance(first, dict) else None
        if not isinstance(account_id, str) or not account_id:
            raise Fault("the response to the account lookup has no account ID", hint="Set domain_id.")
        return account_id

    def _get(self, url: str) -> dict[str, t.Any]:
        response = self._http.send(self._login(self._http.prepare("GET", url)))
        if response.http_status != 200 or not isinstance(response.body, dict):
            raise iam_error(response, self._login.advice)
        return response.body
