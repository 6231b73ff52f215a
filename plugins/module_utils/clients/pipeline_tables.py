"""Reads which tables a pipeline has on a server; has its code declare them, or loads them from a dump."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
import typing as t

from ..people import BOOTSTRAP
from ..plan import MapError
from ..plans.container_run import Run
from ..plans.db_accounts import ours
from ..plans.pipeline_tables import Actual
from ..plans.structure_dump import Dump
from . import bootstrap_account, db_rows, mysql
from .bootstrap_account import BootstrapAccount
from .container_run import ContainerRun

_TABLES = (
    "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE'"
    " AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')"
)
_SESSION = (
    "SET SESSION foreign_key_checks = 0",  # a dump's tables are in the order of their names
    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
)


class PipelineTables(BootstrapAccount):
    """The pipeline's schemas on one server.

    schemas: those that it may have; code: the container that declares tables, and what it reads but the password
    engine: False where the container engine is only planned
    """

    def __init__(
        self,
        login: mysql.Login,
        schemas: t.Collection[str],
        code: tuple[Run, dict[str, t.Any]],
        dump: Dump | None = None,
        engine: bool = True,
    ) -> None:
        super().__init__(login)
        self._schemas = schemas
        self._run, self._request = code
        self._dump = dump or Dump()
        self._engine = engine

    def read(self) -> Actual:
        """All of it in a constant number of queries, without the server if it is only planned."""
        rows = {name: self._rows(query) for name, query in db_rows.QUERIES.items()}
        attributes = self._rows(bootstrap_account.ATTRIBUTE)
        tables = frozenset((str(schema), str(name)) for schema, name in self._rows(_TABLES))
        server = db_rows.actual(rows, {})
        return Actual(
            account=ours(server).get(BOOTSTRAP),
            record=bootstrap_account.record(attributes[0][0] if attributes else None),
            tables=frozenset(table for table in tables if table[0] in self._schemas),
            partial_revokes=server.partial_revokes,
            leftovers=self.leftovers(),
        )

    def leftovers(self) -> tuple[str, ...]:
        """Containers that an interrupted run left."""
        return tuple(ContainerRun(self._run).leftovers()) if self._engine else ()

    def end_leftover(self) -> None:
        """End and remove them."""
        ContainerRun(self._run).remove_leftovers()

    def declare(self) -> None:
        """Have the pipeline's code make the tables that are missing, its hidden ones too."""
        self._make_schemas(self._schemas)
        with self.unlocked() as (password, record):
            text = json.dumps({**self._request, "user": BOOTSTRAP, "password": password})
            container = ContainerRun(self._run, text, secrets=[password])
            self.close()
            container.run()
            ended = container.read()
            record.update(commit=self._request["commit"], tables=_declared(ended.stdout if ended else ""))

    def load(self, schemas: list[str]) -> None:
        """Make a dump's tables of these schemas, as the account that may do no more than that."""
        self._make_schemas(schemas)
        with self.unlocked(loading=schemas) as (password, record):
            login = dataclasses.replace(self._login, user=BOOTSTRAP, password=password)
            with contextlib.closing(mysql.connect(login)) as connection, connection.cursor() as cursor:
                for statement in _SESSION:
                    cursor.execute(statement)
                for (schema, table), statement in self._dump.tables.items():
                    if schema in schemas:
                        _load_table(cursor, schema, table, statement)
            record["loading"] = None

    def _make_schemas(self, schemas: t.Iterable[str]) -> None:
        """Make those that are missing: db_users may not have run."""
        there = {name for (name,) in self._rows(db_rows.QUERIES["schemas"])}
        for schema in schemas:
            if schema not in there:
                self.create_schema(schema)


def _load_table(cursor: t.Any, schema: str, table: str, statement: str) -> None:
    try:
        cursor.execute(f"USE `{schema}`")
        cursor.execute(re.sub(r"^CREATE TABLE (IF NOT EXISTS )?", "CREATE TABLE IF NOT EXISTS ", statement))
    except mysql.errors() as error:
        problem = mysql.statement_problem(error, secret=False)
        raise MapError(
            f"The dump's table {schema}.{table} can't be made: {problem}. Mend the dump, and run it again."
        ) from None


def _declared(stdout: str) -> list[str]:
    """What the program in the image says, in its last line, that it made sure of."""
    try:
        return sorted(str(name) for name in json.loads(stdout.rstrip().rpartition("\n")[2])["tables"])
    except (ValueError, KeyError, TypeError):
        raise MapError(
            "The program map-bootstrap in the pipeline's image ended without saying which tables there are. "
            "Check that the image was built from images/worker of this collection."
        ) from None
