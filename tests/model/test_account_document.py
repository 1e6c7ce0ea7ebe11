"""The document about accounts, `postroom.accounts/1`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath

from postroom.model.account import Server
from postroom.model.account_document import accounts_document
from postroom.model.account_entry import account_in
from postroom.model.json_text import json_text
from postroom.model.plan import Trust
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT
from tests.model.schemas import validate


def test_a_small_account_says_what_is_left_to_the_rule() -> None:
    document = json.loads(json_text(accounts_document([SMALL_ACCOUNT])))
    assert document == {
        "schema": "postroom.accounts/1",
        "accounts": [
            {
                "name": "small",
                "user": "",
                "mechanism": "auto",
                "token": False,
                "keep_secret": "keyring",
                "timeout": 30.0,
                "local_name": "",
                "clear_password": False,
                "pop3": {"host": "pop.example.com", "port": None, "security": None, "ignore": []},
                "smtp": None,
                "trust": None,
                "sending": None,
            }
        ],
    }


def test_what_it_says_is_the_account() -> None:
    trust = Trust(ca_files=(PurePosixPath("/ca.pem"),))
    accounts = [
        FULL_ACCOUNT,
        replace(FULL_ACCOUNT, pop3=None, ignore_incoming=frozenset(), trust=trust),
        replace(SMALL_ACCOUNT, smtp=Server()),
    ]
    document = json.loads(json_text(accounts_document(accounts)))
    assert [account_in(table) for table in document["accounts"]] == accounts


def test_it_follows_its_schema() -> None:
    document = json.loads(json_text(accounts_document([FULL_ACCOUNT, SMALL_ACCOUNT])))
    validate(document, "accounts-1.json")
