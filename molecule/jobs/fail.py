"""Notes a job that failed, as DataJoint does."""

from tests.rehearsal import Rehearsal

Rehearsal().sql(
    "INSERT IGNORE INTO map_v2_report.`~jobs` (table_name, key_hash, status, error_message, user, host) "
    "VALUES ('__molecule', %s, 'error', 'broken by molecule', 'worker@%%', 'here')",
    "0" * 32,
)
