"""Notes a job that failed, as DataJoint does."""

from tests.rehearsal import Rehearsal

Rehearsal().sql(
    "REPLACE INTO map_v2_report.`~jobs` (table_name, key_hash, status, error_message, user, host) "
    "VALUES ('__molecule', MD5('molecule'), 'error', 'broken by molecule', 'worker@%%', 'here')"
)
