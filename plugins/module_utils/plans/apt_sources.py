"""Finds Debian's mirror in the texts of a machine's apt sources, in both of apt's formats; pure."""

from __future__ import annotations

import dataclasses
import re
import typing as t


@dataclasses.dataclass(frozen=True)
class Mirror:
    """Addresses of Debian's archive and of its security updates; "" where the machine uses none."""

    archive: str
    security: str = ""

    def lines(self, suite: str) -> list[str]:
        """One-line sources of another suite from the same mirror. Unstable has no updates of its own."""
        lines = [f"deb {self.archive} {suite} main"]
        if suite not in ("sid", "unstable"):
            lines.append(f"deb {self.archive} {suite}-updates main")
            if self.security:
                lines.append(f"deb {self.security} {suite}-security main")
        return lines


def find_mirror(texts: dict[str, str], suites: t.Collection[str]) -> Mirror | None:
    """The mirror of the machine's own suite. texts: path -> content; suites: its names, such as bookworm and stable.

    Other people's archives are told apart by their suites and components: Debian's is SUITE main.
    """
    entries = [entry for path, text in sorted(texts.items()) for entry in _entries(path, text)]
    archives = [uri for uri, names, parts in entries if "main" in parts and set(names) & set(suites)]
    secure = {f"{suite}-security" for suite in suites}
    updates = [uri for uri, names, parts in entries if "main" in parts and set(names) & secure]
    return Mirror(archives[0], updates[0] if updates else "") if archives else None


def _entries(path: str, text: str) -> t.Iterator[tuple[str, list[str], list[str]]]:
    """Address, suites, components of each source of binary packages."""
    yield from _stanzas(text) if path.endswith(".sources") else _lines(text)


def _lines(text: str) -> t.Iterator[tuple[str, list[str], list[str]]]:
    for line in text.splitlines():
        found = re.match(r"deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*([^#]*)", line.strip())
        if found:
            yield found[1].rstrip("/"), [found[2]], found[3].split()


def _stanzas(text: str) -> t.Iterator[tuple[str, list[str], list[str]]]:
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", kept):
        fields = {key.lower(): value for key, value in re.findall(r"^([\w-]+):((?:.*)(?:\n[ \t].*)*)", stanza, re.M)}
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").strip().lower() != "no":
            for uri in fields.get("uris", "").split():
                yield uri.rstrip("/"), fields.get("suites", "").split(), fields.get("components", "").split()
