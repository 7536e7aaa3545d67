import pytest

from tests.duty.post import Post


@pytest.fixture
def post() -> Post:
    return Post()
