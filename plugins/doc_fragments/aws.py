# GNU General Public License v3.0+ (see LICENSE)
"""The options that all AWS modules share; twin of ARGUMENTS in module_utils/clients/aws.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  aws:
    description: The account in which the environment lives, and how to reach it.
    type: dict
    required: true
    suboptions:
      environment:
        description: Name of the environment; everything is tagged with it.
        type: str
        required: true
      account_id:
        description: The environment's AWS account; credentials of another are refused before anything else.
        type: str
        required: true
      region:
        description: The environment's AWS region; credentials set to another are refused before anything else.
        type: str
        required: true
      endpoint:
        description: Address of an AWS emulator; empty for AWS itself.
        type: str
        default: ""
      ca_file:
        description: Certificate authority that signed the endpoint's certificate; empty for the system's.
        type: path
        default: ""
      profile:
        description: Profile of the AWS configuration to use; empty for the usual order of credentials.
        type: str
        default: ""
      access_key_id:
        description: Explicit credentials, meant for an emulator.
        type: str
        default: ""
      secret_access_key:
        description: Explicit credentials, meant for an emulator.
        type: str
        default: ""
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to create the cloud.
    type: bool
    default: false
"""
