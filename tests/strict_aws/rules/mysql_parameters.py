"""What a parameter group of family mysql8.0 or mysql8.4 holds: real names with what AWS says of them.

Written independently of the collection's own catalogue, so that the two check each other. Apply types are
MySQL's own dynamic and static (MySQL reference manual 8.4, "Server System Variable Reference"); ranges too.
A service with all of ~500 isn't needed: what matters is that there are several pages of them.
"""

from __future__ import annotations

import dataclasses
import functools

SQL_MODES = (
    "ALLOW_INVALID_DATES,ANSI_QUOTES,ERROR_FOR_DIVISION_BY_ZERO,HIGH_NOT_PRECEDENCE,IGNORE_SPACE,"
    "NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES,NO_DIR_IN_CREATE,NO_ENGINE_SUBSTITUTION,NO_UNSIGNED_SUBTRACTION,"
    "NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY,PAD_CHAR_TO_FULL_LENGTH,PIPES_AS_CONCAT,REAL_AS_FLOAT,"
    "STRICT_ALL_TABLES,STRICT_TRANS_TABLES,ANSI,TRADITIONAL,TIME_TRUNCATE_FRACTIONAL"
)

# name, data type, apply type, allowed values, default ("" = the engine's own); one a line
_KNOWN = f"""
activate_all_roles_on_login boolean dynamic 0,1 0
autocommit boolean dynamic 0,1 -
back_log integer static 1-65535 -
binlog_cache_size integer dynamic 4096-18446744073709547520 32768
binlog_format string dynamic ROW,STATEMENT,MIXED MIXED
binlog_row_image string dynamic full,minimal,noblob full
character_set_server string dynamic utf8mb4,utf8mb3,latin1,ascii -
collation_server string dynamic utf8mb4_0900_ai_ci,utf8mb4_bin,latin1_bin -
connect_timeout integer dynamic 2-31536000 -
default_password_lifetime integer dynamic 0-65535 0
default_time_zone string static SYSTEM -
event_scheduler string dynamic ON,OFF -
explicit_defaults_for_timestamp boolean dynamic 0,1 -
general_log boolean dynamic 0,1 -
group_concat_max_len integer dynamic 4-18446744073709547520 -
innodb_autoinc_lock_mode integer static 0,1,2 -
innodb_buffer_pool_instances integer static 1-64 -
innodb_buffer_pool_size integer dynamic 5242880-9223372036854775807 {{DBInstanceClassMemory*3/4}}
innodb_dedicated_server boolean static 0,1 1
innodb_file_per_table boolean dynamic 0,1 1
innodb_flush_log_at_trx_commit integer dynamic 0-2 1
innodb_io_capacity integer dynamic 100-18446744073709551615 -
innodb_io_capacity_max integer dynamic 100-18446744073709551615 -
innodb_lock_wait_timeout integer dynamic 1-1073741824 -
innodb_log_buffer_size integer dynamic 1048576-4294967295 -
innodb_print_all_deadlocks boolean dynamic 0,1 -
innodb_redo_log_capacity integer dynamic 8388608-137438953472 -
innodb_rollback_on_timeout boolean static 0,1 -
innodb_stats_on_metadata boolean dynamic 0,1 -
interactive_timeout integer dynamic 1-31536000 -
join_buffer_size integer dynamic 128-18446744073709547520 -
local_infile boolean dynamic 0,1 1
lock_wait_timeout integer dynamic 1-31536000 -
log_bin_trust_function_creators boolean dynamic 0,1 -
log_output string dynamic TABLE,FILE,NONE FILE
long_query_time float dynamic 0-31536000 -
lower_case_table_names integer static 0,1 -
max_allowed_packet integer dynamic 1024-1073741824 -
max_connect_errors integer dynamic 1-9223372036854775807 -
max_connections integer dynamic 1-100000 {{DBInstanceClassMemory/12582880}}
net_read_timeout integer dynamic 1-31536000 -
net_write_timeout integer dynamic 1-31536000 -
performance_schema boolean static 0,1 0
require_secure_transport boolean dynamic 0,1 0
slow_query_log boolean dynamic 0,1 -
sql_mode list dynamic {SQL_MODES} -
sync_binlog integer dynamic 0-4294967295 1
time_zone string dynamic UTC,US/Eastern,Europe/Paris -
tls_version list static TLSv1.2,TLSv1.3 TLSv1.2,TLSv1.3
transaction_isolation string dynamic READ-UNCOMMITTED,READ-COMMITTED,REPEATABLE-READ,SERIALIZABLE -
wait_timeout integer dynamic 1-31536000 -
"""

# Those that RDS manages: they are listed and can't be modified.
_FIXED = """basedir datadir socket port secure_file_priv server_id tmpdir log_error pid_file read_only relay_log
plugin_dir innodb_data_home_dir innodb_log_group_home_dir lc_messages_dir skip_name_resolve"""

# Others, so that there is more than one page; dynamic integers.
_MORE = """binlog_expire_logs_seconds binlog_group_commit_sync_delay binlog_stmt_cache_size bulk_insert_buffer_size
cte_max_recursion_depth default_week_format div_precision_increment eq_range_index_dive_limit
ft_query_expansion_limit histogram_generation_max_mem_size host_cache_size innodb_adaptive_flushing_lwm
innodb_adaptive_max_sleep_delay innodb_autoextend_increment innodb_change_buffer_max_size
innodb_compression_failure_threshold_pct innodb_compression_level innodb_compression_pad_pct_max
innodb_concurrency_tickets innodb_fill_factor innodb_flush_neighbors innodb_flushing_avg_loops
innodb_ft_num_word_optimize innodb_ft_result_cache_limit innodb_log_write_ahead_size innodb_lru_scan_depth
innodb_max_dirty_pages_pct innodb_max_dirty_pages_pct_lwm innodb_max_purge_lag innodb_max_purge_lag_delay
innodb_max_undo_log_size innodb_old_blocks_pct innodb_old_blocks_time innodb_online_alter_log_max_size
innodb_parallel_read_threads innodb_purge_batch_size innodb_purge_rseg_truncate_frequency
innodb_read_ahead_threshold innodb_rollback_segments innodb_spin_wait_delay
innodb_stats_persistent_sample_pages innodb_stats_transient_sample_pages innodb_sync_spin_loops
innodb_thread_concurrency innodb_thread_sleep_delay key_buffer_size key_cache_age_threshold
key_cache_block_size key_cache_division_limit log_throttle_queries_not_using_indexes max_binlog_cache_size
max_binlog_stmt_cache_size max_delayed_threads max_error_count max_execution_time max_heap_table_size
max_join_size max_length_for_sort_data max_points_in_geometry max_prepared_stmt_count max_seeks_for_key
max_sort_length max_sp_recursion_depth max_user_connections max_write_lock_count min_examined_row_limit
myisam_sort_buffer_size net_buffer_length net_retry_count optimizer_prune_level optimizer_search_depth
optimizer_trace_limit optimizer_trace_max_mem_size optimizer_trace_offset parser_max_mem_size
preload_buffer_size query_alloc_block_size query_prealloc_size range_alloc_block_size
range_optimizer_max_mem_size read_buffer_size read_rnd_buffer_size replica_net_timeout
replica_transaction_retries schema_definition_cache slow_launch_time sort_buffer_size
stored_program_cache stored_program_definition_cache sync_relay_log sync_source_info table_definition_cache
table_open_cache tablespace_definition_cache temptable_max_mmap temptable_max_ram thread_cache_size
tmp_table_size transaction_alloc_block_size transaction_prealloc_size"""


@dataclasses.dataclass(frozen=True)
class Parameter:
    """allowed: AWS's spelling, "1-100" or "0,1" or names; default: None where the engine's own holds."""

    name: str
    data_type: str
    apply_type: str
    allowed: str
    default: str | None
    modifiable: bool = True


@functools.cache
def family(name: str) -> dict[str, Parameter]:
    """All parameters of a family, by name, in AWS's (alphabetical) order. Empty for an unknown family."""
    if name not in ("mysql8.0", "mysql8.4"):
        return {}
    found = [_parameter(*line.split()) for line in _KNOWN.strip().splitlines()]
    found += [
        Parameter(fixed, "string", "static", "", f"/rdsdbdata/{fixed}", modifiable=False) for fixed in _FIXED.split()
    ]
    found += [Parameter(more, "integer", "dynamic", "0-18446744073709551615", None) for more in _MORE.split()]
    if name == "mysql8.0":
        found = [parameter for parameter in found if parameter.name != "innodb_dedicated_server"]
        plugin = "mysql_native_password,sha256_password,caching_sha2_password"
        found.append(Parameter("default_authentication_plugin", "string", "static", plugin, None))
        found.append(Parameter("innodb_log_file_size", "integer", "static", "4194304-274877906944", "134217728"))
    return {parameter.name: parameter for parameter in sorted(found, key=lambda parameter: parameter.name)}


def _parameter(name: str, data_type: str, apply_type: str, allowed: str, default: str) -> Parameter:
    return Parameter(name, data_type, apply_type, allowed, None if default == "-" else default)
