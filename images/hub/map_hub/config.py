"""JupyterHub's configuration file. Everything that differs between environments comes from settings.json."""

from __future__ import annotations

import hashlib
import os
import sys
import typing as t

from map_hub import files, words
from map_hub.authenticator import MapAuthenticator
from map_hub.spawner import MapSpawner

c: t.Any = get_config()  # type: ignore[name-defined]  # noqa: F821  # pylint: disable=undefined-variable
given = files.settings()

# The hub and the proxy speak to each other in a network in which nobody else is; people's servers reach the hub through
# the proxy.
c.JupyterHub.bind_url = given["url"]
c.JupyterHub.hub_bind_url = "http://hub-inside:8081"
c.JupyterHub.hub_connect_url = "http://hub-inside:8081"
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = "http://proxy-inside:8001"
c.ConfigurableHTTPProxy.auth_token = files.secret("proxy_token")
c.Spawner.hub_connect_url = "http://jupyterhub:8000"

# A restart cuts nobody off, and a proxy that was made anew gets its routes back soon.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False
c.JupyterHub.last_activity_interval = 30

c.JupyterHub.db_url = f"sqlite:///{files.DATABASE}"
c.JupyterHub.upgrade_db = True
# Any long random text will do for these.
c.JupyterHub.cookie_secret = hashlib.sha256(files.secret("cookie_secret").encode()).digest()
c.CryptKeeper.keys = [hashlib.sha256(files.secret("crypt_key").encode()).digest()]

c.JupyterHub.authenticator_class = MapAuthenticator
c.Authenticator.enable_auth_state = True
c.Authenticator.auth_refresh_age = 900
c.Authenticator.refresh_pre_spawn = True
c.Authenticator.auth_refresh_strict = True
c.MapAuthenticator.github_url = given["github_url"]
c.MapAuthenticator.github_api = given["github_api"]
c.MapAuthenticator.client_id = given["github_client_id"]
c.MapAuthenticator.client_secret = files.secret("github_client_secret")
c.MapAuthenticator.oauth_callback_url = f"{given['url']}/hub/oauth_callback"
c.MapAuthenticator.allowed_organizations = set(given["organizations"])
c.MapAuthenticator.scope = ["read:org"] if given["organizations"] else []

c.MapAuthenticator.custom_403_message = (
    "Your GitHub account isn't on this hub's list of people, and in no organization that is let in. "
    "Ask those who run the hub to add your GitHub login."
)

# Servers tell when they were used last, and idle ones are looked for, some times in the time that a server may be idle.
idle = given["idle_seconds"]
told_every = max(5, min(300, idle // 4 or 300))
c.JupyterHub.spawner_class = MapSpawner
c.MapSpawner.environment_name = given["environment"]
c.MapSpawner.people_folder = given["people_folder"]
c.MapSpawner.neighbours = given["neighbours"]
c.MapSpawner.volume_bytes = given["volume_bytes"]
c.MapSpawner.name_template = f"map-{given['environment']}-user-{{username}}"
c.MapSpawner.use_internal_ip = True
c.MapSpawner.remove = True
c.MapSpawner.pull_policy = "never"
c.MapSpawner.environment = {**given["variables"], "JUPYTERHUB_ACTIVITY_INTERVAL": str(told_every)}
c.MapSpawner.default_url = "/lab/tree/work"
c.MapSpawner.start_timeout = 120
c.MapSpawner.http_timeout = 60

python = [sys.executable, "-m"]
culler = [*python, "jupyterhub_idle_culler", f"--timeout={idle}", f"--cull-every={min(60, told_every)}"]
c.JupyterHub.services = [
    {"name": "neighbours", "command": [*python, "map_hub.neighbours"], "environment": dict(os.environ)},
    {"name": "operations", "admin": True, "api_token": files.secret("api_token")},
    *([{"name": "idle-culler", "command": culler}] if idle else []),
]
c.JupyterHub.load_roles = (
    [
        {
            "name": "idle-culler",
            "services": ["idle-culler"],
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        }
    ]
    if idle
    else []
)

c.JupyterHub.template_paths = ["/opt/hub/templates"]
c.JupyterHub.template_vars = {
    "map_environment": given["environment"],
    "map_webgui_url": given["webgui_url"],
    "map_idle": words.duration(idle),
    "announcement": given["announcement"],
}
c.JupyterHub.shutdown_on_logout = False
c.JupyterHub.default_url = "/hub/home"
