"""Changes the password of the Web GUI's account to the one it shall have; the one before goes on working."""

from tests.rehearsal import Rehearsal

rehearsal = Rehearsal()
password = rehearsal.secret("database_webgui")
rehearsal.sql("ALTER USER webgui IDENTIFIED BY %s", "the-one-before-of-molecule")
rehearsal.sql("ALTER USER webgui IDENTIFIED BY %s RETAIN CURRENT PASSWORD", password)
