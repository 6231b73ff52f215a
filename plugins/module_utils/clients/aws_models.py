"""botocore's descriptions of AWS, read once and shared by all sessions of a process and its forks."""

from __future__ import annotations

try:
    import botocore.loaders
    import botocore.session

    _LOADER = botocore.loaders.create_loader()
except ImportError:  # the client of AWS says so
    _LOADER = None


def session() -> botocore.session.Session:
    """A new session that shares what was read."""
    made = botocore.session.Session()
    made.register_component("data_loader", _LOADER)
    return made


def read_ahead(*services: str) -> None:
    """Read what clients of these services need. The controller does so before it forks: it takes longer than a task."""
    if _LOADER is None:
        return
    for service in ("sts", *services):
        version = _LOADER.determine_latest_version(service, "service-2")
        for kind in ("service-2", "endpoint-rule-set-1"):
            _LOADER.load_service_model(service, kind, version)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        _LOADER.load_data(name)
