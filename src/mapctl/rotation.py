"""Which secrets may be made anew by a random value, and what people notice; pure."""

from __future__ import annotations

from .errors import MapctlError

_AT_THE_ISSUER = (
    "Make a new one there, put it into the vault (`mapctl secrets {env}`), apply, and end the old one there."
)

REFUSED = {
    "map_database_master_password": "RDS keeps the master's password, and no run changes it. Change it there as "
    "docs/database.md says, then put it into the vault.",
    "map_people_passwords": "A first password is used only once, and the person's own one is in the database. Let the "
    "person change it, or see docs/people.md.",
    "map_github_client_secret": f"It comes from GitHub. {_AT_THE_ISSUER}",
    "map_globus_token": f"It comes from Globus. {_AT_THE_ISSUER}",
    "map_pipeline_token": f"It comes from the git server. {_AT_THE_ISSUER}",
    "webgui_token": f"It comes from the git server. {_AT_THE_ISSUER}",
    "map_aws_secret_access_key": f"It comes from AWS. {_AT_THE_ISSUER}",
}
"""name -> why a random value can't take its place, and what to do instead"""

NOTICED = {
    "jupyterhub_proxy_token": "connections to JupyterHub break for seconds; servers go on",
    "jupyterhub_cookie_secret": "everybody is signed out of JupyterHub; servers go on",
    "jupyterhub_crypt_key": "everybody signs in at GitHub once more; servers go on",
    "jupyterhub_api_token": "the old one works too until you end it, as docs/secrets.md says",
    "webgui_jwt_secret": "everybody is signed out of the Web GUI",
    "map_label_key": "every container that has a secret is restarted once",
    "webgui_demo_password": "people need the new password at the Web GUI",
}
"""name -> what people notice when the new value is applied"""


def refuse(environment: str, name: str) -> None:
    """Refuse secrets that others choose. Raises MapctlError."""
    advice = REFUSED.get(name.partition(".")[0])
    if advice:
        raise MapctlError(f"{name} can't be made anew here. {advice.format(env=environment)}")


def noticed(name: str) -> str:
    """What people notice when a new value is applied; "" for nothing."""
    return NOTICED.get(name, "")
