"""Signing in with GitHub: who is on the list of people gets in by name, and members of organizations as guests."""

from __future__ import annotations

import typing as t

from oauthenticator.github import GitHubOAuthenticator
from tornado.httpclient import HTTPError
from tornado.web import HTTPError as Refusal

from . import files
from .logins import Logins

Model = dict[str, t.Any]


class MapAuthenticator(GitHubOAuthenticator):
    """A person's name in the hub is that of the database account, whatever the login at GitHub is called today."""

    logins = Logins(files.DATA / "github_logins.json")

    def user_info_to_username(self, user_info: Model) -> str:
        login = user_info["login"]
        person = files.people().by_login(login)
        return person.name if person else files.GUEST + login.lower()

    async def update_auth_model(self, auth_model: Model) -> Model:
        """Whoever isn't an administrator on the list is none, whatever the hub's database says."""
        model: Model = await super().update_auth_model(auth_model)
        person = files.people().by_name(model["name"])
        return {**model, "admin": bool(person and person.admin)}

    async def check_allowed(self, username: str, auth_model: Model) -> bool:
        """Whether to let someone in. Raises Refusal for a login that is another account's now."""
        who = auth_model["auth_state"][self.user_auth_state_key]
        if self.logins.is_taken_over(username, who["login"], who["id"]):
            raise Refusal(
                403,
                f"The GitHub login {who['login']} belongs to another account than the one that signed in before. "
                "Ask those who run the hub to remove you from it once, if the new account is yours.",
            )
        allowed = bool(files.people().by_name(username)) or await self._is_member(who["login"], auth_model)
        if allowed:
            self.logins.keep(username, who["login"], who["id"])
        return allowed

    async def refresh_user(self, user: t.Any, handler: t.Any = None, **options: t.Any) -> bool | Model:
        """Asked now and then for whoever is signed in. Where GitHub is away nobody is put out."""
        is_guest = user.name.startswith(files.GUEST)
        if not is_guest and not files.people().by_name(user.name):
            return False
        try:
            model = await super().refresh_user(user, handler, **options)
            if not isinstance(model, dict):
                return bool(model)
            allowed = model["name"] == user.name and await self.check_allowed(user.name, model)
        except (HTTPError, OSError) as error:
            self.log.warning("GitHub couldn't be asked about %s: %s", user.name, error)
            return True
        return model if allowed else False

    async def delete_user(self, user: t.Any) -> None:
        self.logins.forget(user.name)

    async def _is_member(self, login: str, auth_model: Model) -> bool:
        token = auth_model["auth_state"]["token_response"]
        for place in sorted(self.allowed_organizations):
            asked = (place, login, token["access_token"], token["token_type"])
            if await self._check_membership_allowed_organizations(*asked):
                return True
        return False
