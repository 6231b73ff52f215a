"""All rules, in the order in which they look at a request."""

from __future__ import annotations

from . import ec2, rds_identifiers, rds_instance, rds_parameters, removal, route53, s3, unseen
from .base import Rule

RULES: tuple[type[Rule], ...] = (
    ec2.ClientTokens,
    ec2.Console,
    ec2.NewProfile,
    ec2.Pending,
    ec2.VolumeCreating,
    rds_identifiers.InstanceName,
    rds_identifiers.LowerCaseNames,
    rds_identifiers.MasterPassword,
    rds_identifiers.MasterUserName,
    rds_instance.FullVersion,
    rds_instance.FamilyFits,
    rds_instance.TwoZones,
    rds_instance.StorageOnlyGrows,
    rds_instance.Creating,
    rds_instance.ParameterGroupStatus,
    rds_instance.Deferred,
    rds_parameters.KnownFamily,
    rds_parameters.AtMostTwenty,
    rds_parameters.KnownParameters,
    rds_parameters.ModifiableParameters,
    rds_parameters.AllowedValues,
    rds_parameters.StaticNeedsReboot,
    rds_parameters.ResetForgets,
    rds_parameters.WholeGroup,
    rds_parameters.EngineDefaults,
    removal.FinalSnapshot,
    removal.GroupsInUse,
    removal.ShuttingDown,
    removal.GroupReferred,
    removal.SnapshotPending,
    removal.AddressInUse,
    removal.UserHasKeys,
    route53.InSync,
    route53.NothingBesideCname,
    route53.ZonesFromName,
    s3.NewBucketDefaults,
    s3.NoPublicPolicy,
    s3.PolicySpelling,
    s3.ExpectedOwner,
    unseen.NewIsUnseen,
)
