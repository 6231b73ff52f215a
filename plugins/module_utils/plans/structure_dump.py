"""A structure-only dump, as `mysqldump --no-data --databases` writes it, taken apart and judged; pure.

Nothing of it is executed but its CREATE TABLE statements, so what else it holds is passed over or refused here.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

Table = tuple[str, str]
"""(schema, table)"""

# What is for a server of version 99.99.99 is a comment, as what is for MariaDB (/*M!) is one: its client writes both.
_TOKEN = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")
    |(?P<name>`(?:[^`]|``)*`)
    |(?P<comment>--(?=\s|$)[^\n]*|\#[^\n]*|/\*(?!!(?!999999)).*?\*/)
    |(?P<mark>/\*!\d*|\*/)
    |(?P<end>;)
    |(?P<other>[^'"`;\#/*-]+|.)""",
    re.VERBOSE | re.DOTALL,
)
# mysqldump's own frame. None of it is executed: the session is set up by us, and nothing is there to be dropped.
_PASSED_OVER = re.compile(
    r"(SET (?!PASSWORD|ROLE|DEFAULT|PERSIST)|DROP (TABLE|DATABASE|SCHEMA) IF EXISTS|CREATE (DATABASE|SCHEMA) "
    r"|(UN)?LOCK TABLES|ALTER TABLE `[^`]+` (DISABLE|ENABLE) KEYS|COMMIT|START TRANSACTION)"
)
_USE = re.compile(r"USE `(?P<schema>(?:[^`]|``)+)`$")
_CREATE = re.compile(r"CREATE TABLE (IF NOT EXISTS )?`(?P<table>(?:[^`]|``)+)` \(")
_REFERENCES = re.compile(r"REFERENCES `(?P<first>(?:[^`]|``)+)`(?:\.`(?P<second>(?:[^`]|``)+)`)?")
_REACHES_OUT = re.compile(r"\b(SELECT|LIKE|TABLE `|UNION|CONNECTION|DIRECTORY|TABLESPACE|SECONDARY_ENGINE)\b", re.I)
_ENGINE = re.compile(r"\bENGINE ?=? ?(?!InnoDB\b)\w+", re.I)
_SHOWN = 5


@dataclasses.dataclass(frozen=True)
class Dump:
    """tables: (schema, table) -> its CREATE TABLE; references: foreign keys from table to table; problems: why it can't
    be loaded."""

    tables: dict[Table, str] = dataclasses.field(default_factory=dict)
    references: frozenset[tuple[Table, Table]] = frozenset()
    problems: tuple[str, ...] = ()

    @property
    def schemas(self) -> list[str]:
        """The schemas that it has tables for."""
        return sorted({schema for schema, __ in self.tables})


class _Statement(t.NamedTuple):
    """text: as the server takes it; skeleton: the same in one line, its strings empty; line: where it begins."""

    text: str
    skeleton: str
    line: int


def parse(text: str, schemas: t.Collection[str]) -> Dump:
    """Take a dump apart. schemas: those that it may have tables for. Problems quote two words of a statement."""
    tables: dict[Table, str] = {}
    references: set[tuple[Table, Table]] = set()
    faults: list[str] = []
    schema = ""
    for statement in _statements(text):
        use, create = _USE.match(statement.skeleton), _CREATE.match(statement.skeleton)
        if use:
            schema = _unquoted(use["schema"])
        elif create:
            table = schema, _unquoted(create["table"])
            faults += [f"line {statement.line} {fault}" for fault in _table_faults(table, statement.skeleton, schemas)]
            tables[table] = statement.text
            references |= {(table, _target(schema, found)) for found in _REFERENCES.finditer(statement.skeleton)}
        elif not _PASSED_OVER.match(statement.skeleton.upper()):
            faults.append(f"line {statement.line} has '{_words(statement.skeleton)}'")
    if not tables and not faults:
        faults.append("it has no CREATE TABLE at all")
    return Dump(tables, frozenset(references), _problems(faults))


def _problems(faults: list[str]) -> tuple[str, ...]:
    if not faults:
        return ()
    more = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
    return (
        f"The structure-only dump can't be loaded: {'; '.join(faults[:_SHOWN])}{more}. "
        "Make it by mysqldump --no-data --skip-triggers --databases with the pipeline's schemas, and without views.",
    )


def _table_faults(table: Table, skeleton: str, schemas: t.Collection[str]) -> t.Iterator[str]:
    schema, name = table
    outside_names = re.sub(r"`(?:[^`]|``)*`", "``", skeleton)[len("CREATE TABLE ") :]
    if not schema:
        yield f"has the table '{name}' before any USE"
    elif schema not in schemas:
        yield f"has the table '{name}' of the schema '{schema}', which map_schemas doesn't list"
    if _REACHES_OUT.search(outside_names) or _ENGINE.search(outside_names):
        yield f"makes the table '{name}' from something else than columns, or not in InnoDB"


def _target(schema: str, found: re.Match[str]) -> Table:
    first, second = found["first"], found["second"]
    return (_unquoted(first), _unquoted(second)) if second else (schema, _unquoted(first))


def _statements(text: str) -> t.Iterator[_Statement]:
    """The statements that have a word in them: MariaDB's client leaves a comment alone before a semicolon."""
    return (statement for statement in _split(text) if statement.skeleton)


def _split(text: str) -> t.Iterator[_Statement]:
    whole: list[str] = []
    bones: list[str] = []
    begin = 0
    for token in _TOKEN.finditer(text):
        kind, piece = token.lastgroup, token[0]
        if kind == "end":
            yield _statement(whole, bones, text, begin)
            whole, bones = [], []
        elif kind != "comment":
            if not "".join(whole).strip():
                begin = token.start() + len(piece) - len(piece.lstrip())
            whole.append(piece)
            bones.append({"text": "''", "mark": " "}.get(str(kind), piece))
    yield _statement(whole, bones, text, begin)


def _statement(whole: list[str], bones: list[str], text: str, begin: int) -> _Statement:
    return _Statement("".join(whole).strip(), " ".join("".join(bones).split()), text.count("\n", 0, begin) + 1)


def _words(skeleton: str) -> str:
    return " ".join(re.findall(r"[A-Za-z_]+", skeleton)[:2]) or "something unreadable"


def _unquoted(name: str) -> str:
    return name.replace("``", "`")
