import pytest

from tests.kits.cupboard import KIT, Cupboard


@pytest.fixture
def cupboard() -> Cupboard:
    opened = Cupboard()
    opened.kits.record([KIT], by="test")
    return opened
