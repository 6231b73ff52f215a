"""Where moto has its state: one dictionary a service, account -> region -> backend."""

from __future__ import annotations

import importlib
import sys
import typing as t

from moto.core.base_backend import BackendDict


def service_dicts() -> dict[tuple[str, str], t.Any]:
    """(module, name in it) -> the service's dictionary, for all services in use."""
    used = {id(service) for service in BackendDict._instances}
    return {
        (module_name, name): value
        for module_name, module in sorted(sys.modules.items())
        if module_name.startswith("moto.") and ".models" in module_name
        for name, value in vars(module).items()
        if isinstance(value, BackendDict) and id(value) in used and value.backend.__module__ == module_name
    }


def all_there_is() -> dict[str, t.Any]:
    """The state of all services in use, with what some keep beside their backends (S3: whose a bucket is)."""
    plain = set(vars(BackendDict(object, "", use_boto3_regions=False)))  # type: ignore[type-var]
    return {
        f"{module}:{name}": {
            "beside": {key: value for key, value in vars(service).items() if key not in plain},
            "backends": {account: dict(regions.items()) for account, regions in service.items()},
        }
        for (module, name), service in service_dicts().items()
    }


def give_back(state: dict[str, t.Any]) -> None:
    """The opposite of all_there_is."""
    for place, content in state.items():
        service = attribute(*place.split(":"))
        vars(service).update(content["beside"])
        for account, regions in content["backends"].items():
            for region, backend in regions.items():
                service[account][region] = backend


def attribute(module: str, name: str) -> t.Any:
    return getattr(importlib.import_module(module), name)
