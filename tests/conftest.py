from tests import engines

engines.start()


def pytest_unconfigure() -> None:
    engines.stop()
