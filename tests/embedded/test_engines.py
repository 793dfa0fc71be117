import os

import psycopg
import redis


def test_the_private_postgresql_is_reached_by_an_ordinary_role() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row == (False, True)


def test_the_private_valkey_answers_only_to_its_password() -> None:
    assert redis.from_url(os.environ["REDIS_URL"]).ping()
