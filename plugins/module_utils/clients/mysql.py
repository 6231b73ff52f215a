"""A connection to MySQL whose TLS is verified, and whose errors are sentences without statements."""

from __future__ import annotations

import dataclasses
import ssl
import typing as t

from ..plan import MapError

try:
    import pymysql
    from pymysql.constants import CLIENT
except ImportError:  # the machine that runs the task may lack it
    pymysql = None  # type: ignore[assignment]

_CONNECT_SECONDS = 15
_STATEMENT_SECONDS = 300


@dataclasses.dataclass(frozen=True)
class Login:
    """Where the server is and who logs in; ca_file: the certificates that may sign the server's."""

    address: str
    port: int
    user: str
    password: str = dataclasses.field(repr=False)
    ca_file: str

    @property
    def server(self) -> str:
        """The server as people write it."""
        return f"{self.address}:{self.port}"


def connect(login: Login) -> t.Any:
    """An open connection over TLS, with the server's certificate and name verified; MapError if there is none."""
    if pymysql is None:
        raise MapError(
            "The Python library PyMySQL is missing on the machine that runs this task. "
            "Install it there (on Debian: python3-pymysql)."
        )
    context = _context(login)
    try:
        return _connection_class()(
            host=login.address,
            port=login.port,
            user=login.user,
            password=login.password,
            ssl=context,
            charset="utf8mb4",
            autocommit=None,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_STATEMENT_SECONDS,
        )
    except (pymysql.err.MySQLError, OSError) as error:
        raise MapError(_connect_problem(login, error)) from None


def statement_problem(error: Exception, *, secret: bool) -> str:
    """What the server said of a statement. A server quotes the statement in some errors, so none that held a secret."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    known = _STATEMENT_ERRORS.get(number)
    if known:
        return f"{known} (MySQL error {number})"
    if secret or len(error.args) < 2:
        return f"the server refused it (MySQL error {number})"
    return f"the server said: {error.args[1]} (MySQL error {number})"


def errors() -> tuple[type[Exception], ...]:
    """What a statement may raise."""
    return (pymysql.err.MySQLError, OSError) if pymysql else (OSError,)


def _connection_class() -> t.Any:
    base: t.Any = pymysql.connections.Connection

    class Verified(base):  # type: ignore[misc]  # a hook that the stubs don't know
        def _request_authentication(self) -> None:
            # PyMySQL before 1.2 goes on in clear text, password included, where the server offers no TLS.
            if not self.server_capabilities & CLIENT.SSL:
                raise pymysql.err.OperationalError(2026, "no TLS")
            super()._request_authentication()

    return Verified


def _context(login: Login) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=login.ca_file)
    except FileNotFoundError:
        problem = "doesn't exist"
    except PermissionError:
        problem = "can't be read"
    except (ssl.SSLError, OSError):
        problem = "holds no certificates"
    else:
        # Python 3.13 made this the default; authorities made before it, database services' included, fail it.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context
    raise MapError(
        f"The file of certificate authorities {login.ca_file} {problem}. "
        "Set map_database_ca_file to a readable PEM file."
    )


def _connect_problem(login: Login, error: Exception) -> str:
    cause = getattr(error, "original_exception", error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate_problem(login, cause)
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if number in _CONNECT_ERRORS:
        return _CONNECT_ERRORS[number].format(server=login.server, user=login.user)
    if isinstance(cause, ssl.SSLError):
        return f"The TLS handshake with the database {login.server} failed. The server must offer TLS 1.2 or newer."
    if isinstance(cause, OSError):
        reason = cause.strerror or str(cause) or type(cause).__name__
        return (
            f"The database {login.server} can't be reached: {reason}. "
            "Check that it runs, its address and port, and that this machine may connect to it."
        )
    return f"The database {login.server} refused the connection (MySQL error {number}). Look into the server's log."


def _certificate_problem(login: Login, error: ssl.SSLCertVerificationError) -> str:
    what, todo = _CERTIFICATE_ERRORS.get(
        error.verify_code,
        (
            f"isn't signed by an authority in {login.ca_file} ({error.verify_message})",
            "Nothing was sent. Give the right map_database_ca_file, or find out who answers there.",
        ),
    )
    return f"The certificate of the database {login.server} {what}. {todo}"


_CERTIFICATE_ERRORS = {
    10: ("has expired", "Nothing was sent. Renew the server's certificate."),
    9: ("isn't valid yet", "Nothing was sent. Check the clocks of both machines."),
    62: (
        "is for another name",
        "Nothing was sent. Connect by the name in the certificate (map_database_address), or renew it for this name.",
    ),
    64: (
        "is for another address",
        "Nothing was sent. Connect by the name in the certificate (map_database_address), or renew it for this one.",
    ),
}

_CONNECT_ERRORS = {
    1040: "The database {server} has no free connection. Close some, or raise max_connections.",
    1045: "The database {server} refused the account '{user}' or its password. "
    "Check map_database_master_user and map_database_master_password.",
    1129: "The database {server} blocks this machine after too many broken connections. "
    "Find what only connects and never logs in, then run FLUSH HOSTS (TRUNCATE performance_schema.host_cache) there.",
    1130: "The database {server} doesn't let this machine in. Check which hosts the account '{user}' may come from.",
    1698: "The database {server} refused the account '{user}'. Check how this account has to log in.",
    2013: "The database {server} broke the connection off during login. Check that it is a MySQL server, and up.",
    2026: "The database {server} offers no TLS, so the password wasn't sent. Switch TLS on at the server.",
    2059: "The account '{user}' of the database {server} logs in by a plugin that isn't known here. "
    "Use caching_sha2_password for it.",
}

_STATEMENT_ERRORS = {
    1044: "the account that logged in lacks the right to pass this on",
    1142: "the account that logged in lacks the right to do this",
    1227: "the account that logged in lacks a privilege that this needs",
    1290: "the server is read-only",
    1396: "the server couldn't carry it out; the account exists already, is missing, or has stronger rights than ours",
    1819: "the password doesn't satisfy the server's password policy",
    1836: "the server is read-only",
    2006: "the connection was lost",
    2013: "the connection was lost",
    4006: "stored programs or views are defined in its name; give them another definer first",
}
