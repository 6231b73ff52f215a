"""What was read is what the database is trusted by."""

from __future__ import annotations

import typing as t


def test_the_host_trusts_the_database_by_it(host: t.Any) -> None:
    said = host.check_output(
        "openssl s_client -starttls mysql -connect mysql.rehearsal.localhost:3306 -verify_return_error "
        "-verify_hostname mysql.rehearsal.localhost -CAfile /srv/map/rehearsal/molecule_read.pem < /dev/null"
    )
    assert "Verify return code: 0 (ok)" in said
