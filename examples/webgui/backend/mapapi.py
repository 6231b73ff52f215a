"""The data of the Web GUI, as JSON: rows from the database, and where figures are. The node server asks for it."""

from __future__ import annotations

import os

os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"  # else DataJoint refuses tables that have figures

import json
import logging
import sys
import typing as t

import flask
import werkzeug.exceptions
from webgui import database, figures, plain, queries

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
try:
    figures.given()
except ValueError as error:
    print(error, file=sys.stderr)  # noqa: T201
    raise SystemExit(3) from error  # by which gunicorn knows that another try is of no use

app = flask.Flask(__name__)
pipeline = database.Pipeline()

Response = tuple[str, int, dict[str, str]]


def answer(content: t.Any, status: int = 200) -> Response:
    return json.dumps(content, default=plain.value), status, {"Content-Type": "application/json"}


def ask(question: t.Callable[[database.Pipeline, plain.Key], list[plain.Row]], *needed: str) -> list[plain.Row]:
    key = plain.key(flask.request.values, needed)
    return pipeline.ask(lambda tables: question(tables, key))


@app.route("/v0/subject", methods=["GET", "POST"])
def subject() -> Response:
    return answer(ask(queries.subjects))


@app.route("/v0/_q/sessionpage", methods=["GET", "POST"], strict_slashes=False)
def sessionpage() -> Response:
    return answer(ask(queries.sessions))


@app.route("/v0/_q/session", methods=["GET", "POST"])
def session() -> Response:
    found = ask(queries.session, *plain.SESSION)
    return answer([{**row, **figures.told(row.pop("path"))} for row in found])


@app.route("/v0/_q/probe_insertions", methods=["GET", "POST"])
def probe_insertions() -> Response:
    return answer(ask(queries.probe_insertions, *plain.SESSION))


@app.route("/v0/_q/units", methods=["GET", "POST"])
def units() -> Response:
    return answer(ask(queries.units, *plain.SESSION))


@app.errorhandler(database.UnavailableError)
def unavailable(error: database.UnavailableError) -> Response:
    return answer({"message": str(error)}, 503)


@app.errorhandler(plain.WrongError)
def wrong(error: plain.WrongError) -> Response:
    return answer({"message": str(error)}, 400)


@app.errorhandler(werkzeug.exceptions.HTTPException)
def refused(error: werkzeug.exceptions.HTTPException) -> Response:
    """Also of mistakes of ours, whose traceback is in the log."""
    return answer({"message": error.description}, error.code or 500)


if __name__ == "__main__":
    app.run()
