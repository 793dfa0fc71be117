"""Django's PostgreSQL, whose pool outlives a restart of the server."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The library hands out what the server cut long ago, one failed request for each. Asking before each use would
    be a round trip; the socket itself already knows that the server has said something unasked, its farewell."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if self.pool is None or not has_news(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.check()  # asks every idle connection, and replaces the dead
        return super().get_new_connection(conn_params)


def has_news(connection: Any) -> bool:
    """A farewell, or a notice that does no harm. Not a round trip."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
