import pytest

from tests.readiness.post import Post


@pytest.fixture
def post() -> Post:
    return Post()
