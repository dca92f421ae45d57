"""What one test words otherwise, no other one reads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lms.platform.i18n.catalogues import word_otherwise
from lms.wording import queries, subscriptions


@pytest.fixture(autouse=True)
def product_words_again(app: Flask) -> Iterator[None]:
    yield
    word_otherwise({})
    subscriptions._said, subscriptions._next_look = queries.NOTHING, 0.0
