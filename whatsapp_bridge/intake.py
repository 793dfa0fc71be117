from typing import Any


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    raise AssertionError
