"""Monitors learn whether the server lives and is ready, and nothing else."""

from flask.testing import FlaskClient
from sqlalchemy import Engine


def test_a_server_with_the_tables_of_this_version_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"database": True, "disk": True}


def test_a_server_with_other_tables_is_alive_but_not_ready(client: FlaskClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"database": False, "disk": True}
