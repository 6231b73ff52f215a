"""What a host is, as wanted and as EC2 describes it."""

from __future__ import annotations

import dataclasses
import typing as t

from .ec2_access import Role, SecurityGroup, key_pair_name


@dataclasses.dataclass(frozen=True)
class Wanted:
    """name: map-<environment>, with which all names begin; root_gb, data_gb: sizes in GB; public_key: in OpenSSH's
    form; subnet_id: "" for a default subnet of the default VPC; image: what the image's name looks like."""

    name: str
    tags: dict[str, str]
    instance_type: str
    public_key: str
    admin_networks: tuple[str, ...]
    web_networks: tuple[str, ...]
    root_gb: int
    data_gb: int
    termination_protection: bool
    subnet_id: str
    image: str

    @property
    def host(self) -> str:
        return f"{self.name}-host"

    @property
    def key_pair(self) -> str | None:
        """None without a public key: then nobody signs in by SSH."""
        return key_pair_name(self.name, self.public_key) if self.public_key else None


@dataclasses.dataclass(frozen=True)
class Instance:
    """A living instance as EC2 describes it (any state but terminated or on the way to it).

    data_volume: id of what is attached beside the root volume, "" for nothing
    """

    id: str
    state: str
    type: str
    zone: str
    image_id: str
    key_pair: str | None
    metadata: dict[str, t.Any]
    groups: tuple[str, ...]
    profile: str | None
    termination_protection: bool
    tags: dict[str, str]
    data_volume: str = ""


@dataclasses.dataclass(frozen=True)
class Volume:
    """instance_id: to which it is attached, or None."""

    id: str
    size: int
    zone: str
    encrypted: bool
    instance_id: str | None
    tags: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Address:
    ip: str
    instance_id: str | None
    tags: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Image:
    id: str
    name: str


@dataclasses.dataclass(frozen=True)
class Actual:
    """Everything of this host that exists. key_pair: whether the wanted one exists (asked only before there is an
    instance); image: the newest one; subnet_zone: the zone of the wanted subnet, where one is named and needed."""

    instances: tuple[Instance, ...] = ()
    volumes: tuple[Volume, ...] = ()
    addresses: tuple[Address, ...] = ()
    security_group: SecurityGroup | None = None
    role: Role | None = None
    key_pair: bool = False
    image: Image | None = None
    subnet_zone: str | None = None

    @property
    def instance(self) -> Instance | None:
        return self.instances[0] if self.instances else None

    @property
    def volume(self) -> Volume | None:
        return self.volumes[0] if self.volumes else None

    @property
    def address(self) -> Address | None:
        """The one at the instance; else any. More than one is a note and not an error: they only cost money."""
        mine = [item for item in self.addresses if self.instance and item.instance_id == self.instance.id]
        return [*mine, *self.addresses][0] if self.addresses else None
