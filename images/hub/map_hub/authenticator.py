"""Signing in with GitHub: who is on the list of people gets in by name, and members of organizations as guests."""

from __future__ import annotations

import typing as t

from jupyterhub import orm
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
        if allowed and self.logins.is_other(username, who["id"]):
            self._end_sessions(username)
        if allowed:
            self.logins.keep(username, who["login"], who["id"])
        return allowed

    async def refresh_user(self, user: t.Any, handler: t.Any = None, **options: t.Any) -> bool | Model:
        """Asked now and then for whoever is signed in, or uses a token. Where GitHub is away nobody is put out."""
        listed = files.people().by_name(user.name)
        if not listed and not user.name.startswith(files.GUEST):
            return False
        try:
            model = await super().refresh_user(user, handler, **options)
            if not isinstance(model, dict):
                return bool(model)
            number = model["auth_state"][self.user_auth_state_key]["id"]
            if listed and self.logins.is_same(user.name, number):  # whatever the login is called today
                return {**model, "name": user.name, "admin": listed.admin}
            allowed = model["name"] == user.name and await self.check_allowed(user.name, model)
        except (HTTPError, OSError) as error:
            self.log.warning("GitHub couldn't be asked about %s: %s", user.name, error)
            return True
        return model if allowed else False

    async def delete_user(self, user: t.Any) -> None:
        """A guest's login may be taken over by somebody else meanwhile, so that stays known."""
        if not user.name.startswith(files.GUEST):
            self.logins.forget(user.name)

    async def _is_member(self, login: str, auth_model: Model) -> bool:
        token = auth_model["auth_state"]["token_response"]
        for place in sorted(self.allowed_organizations):
            organization, __, team = place.partition(":")
            path = f"orgs/{organization}/teams/{team}/members" if team else f"orgs/{organization}/members"
            answer = await self.httpfetch(
                f"{self.github_api}/{path}/{login}",
                parse_json=False,
                raise_error=False,
                headers=self.build_userdata_request_headers(token["access_token"], token["token_type"]),
                follow_redirects=False,
            )
            if answer.code == 204:
                return True
            if answer.code not in (302, 404):
                raise HTTPError(answer.code, f"whether {login} is in {place}")
        return False

    def _end_sessions(self, name: str) -> None:
        """Another account of GitHub has this name now: what the other one had opened is closed."""
        user = orm.User.find(self.db, name)
        if user:
            for token in [*user.api_tokens, *user.oauth_codes]:
                self.db.delete(token)
            user.cookie_id = orm.new_token()
            self.db.commit()
