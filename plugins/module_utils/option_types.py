"""Types of settings, against Ansible's own argument specs, but as strict as YAML allows.

Ansible turns a list into a text and a text into a truth without a word; a role would then see what nobody wrote.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

Option = dict[str, t.Any]

_WRITTEN_AS: dict[str, tuple[type, ...]] = {
    "str": (str, int, float),
    "path": (str,),
    "int": (int, str),
    "float": (float, int, str),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}
_CALLED = {
    "str": "a text",
    "path": "a path",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a dictionary",
}


def type_problems(option: Option, value: t.Any) -> tuple[t.Any, list[str]]:
    """The value as the option's type has it, and what is wrong, as ends of sentences that begin with the option's name.

    Nothing of a secret's value is in them.
    """
    mismatch = _mismatch(option.get("type", "str"), value)
    if mismatch:
        return value, [mismatch]
    if option.get("elements") == "dict" and option.get("options"):
        return _entries(option, value)
    if "elements" in option:
        wrong = [_mismatch(option["elements"], item) for item in value]
        if any(wrong):
            return value, [f", entry {n + 1}{fault}" for n, fault in enumerate(wrong) if fault]
    return _validated(option, value)


def _mismatch(kind: str, value: t.Any) -> str:
    types = _WRITTEN_AS.get(kind, (object,))
    if isinstance(value, types) and (bool in types or object in types or not isinstance(value, bool)):
        return ""
    return f" must be {_CALLED[kind]}, not {_name(value)}"


def _name(value: t.Any) -> str:
    return _CALLED.get(type(value).__name__, "empty" if value is None else type(value).__name__)


def _validated(option: Option, value: t.Any) -> tuple[t.Any, list[str]]:
    spec = {name: part for name, part in option.items() if name not in ("required", "description")}
    result = ArgumentSpecValidator({"value": spec}).validate({"value": value})
    if not result.error_messages:
        return result.validated_parameters["value"], []
    if option.get("no_log"):
        return value, [f" is not {_CALLED.get(option.get('type', 'str'), 'right')}"]
    if option.get("choices") and not isinstance(value, list):
        return value, [f" must be one of {', '.join(map(str, option['choices']))}, not {value}"]
    if option.get("type") in ("int", "float"):
        return value, [f" must be {_CALLED[option['type']]}, not '{value}'"]
    return value, [f": {message.rstrip('.')}" for message in result.error_messages]


def _entries(option: Option, entries: list[t.Any]) -> tuple[list[t.Any], list[str]]:
    converted, faults = [], []
    for number, entry in enumerate(entries):
        label = f", entry {number + 1}"
        if not isinstance(entry, dict):
            faults.append(f"{label} must be a dictionary, not {_name(entry)}")
            continue
        if isinstance(entry.get("name"), str):
            label += f" ({entry['name']})"
        fields, wrong = _fields(option["options"], entry)
        faults += [f"{label}: {fault}" for fault in wrong]
        converted.append(fields)
    return converted, faults


def _fields(options: dict[str, Option], entry: dict[str, t.Any]) -> tuple[dict[str, t.Any], list[str]]:
    faults = [f"{name} is unknown, known are {', '.join(sorted(options))}" for name in entry if name not in options]
    fields: dict[str, t.Any] = {}
    for name, option in options.items():
        value = entry.get(name, option.get("default"))
        if value is None:
            fields[name] = None
            if option.get("required"):
                faults.append(f"{name} is missing")
            continue
        fields[name], wrong = type_problems(option, value)
        faults += [f"{name}{fault}" for fault in wrong]
    return fields, faults
