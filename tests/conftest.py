import django

from tests import engines

engines.start()
# Before pytest-django does it: the conftest of a room, named on the command line, imports models.
django.setup()


def pytest_unconfigure() -> None:
    engines.stop()
