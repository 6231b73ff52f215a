"""What a person sees."""

from __future__ import annotations

import html

from .authorize import Asked
from .settings import Person

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 8vh auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; font-weight: 600; }
ul { list-style: none; padding: 0; margin: 1rem 0; }
li { margin: .4rem 0; }
button, input { font: inherit; padding: .6rem .8rem; border: 1px solid #8c959f; border-radius: 6px; }
* { box-sizing: border-box; }
button { cursor: pointer; background: transparent; color: inherit; }
li button { width: 100%; text-align: left; }
button span { opacity: .75; float: right; }
button:hover { border-color: #0969da; }
:focus-visible { outline: 3px solid #0969da; outline-offset: 1px; }
label { display: block; margin: 1.5rem 0 .3rem; }
.row { display: flex; gap: .5rem; }
.row input { flex: 1; min-width: 0; }
.error { border-left: 4px solid #cf222e; padding: .3rem .8rem; }
.note { opacity: .75; font-size: .9rem; }
"""


def _whole(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style></head><body><main><h1>{html.escape(title)}</h1>{body}</main></body></html>\n"
    )


def sign_in(asked: Asked, people: tuple[Person, ...], unknown: str | None = None) -> str:
    """Choose who you are. unknown: a login that was entered and isn't there. The form comes back to its own address."""
    host = asked.redirect_uri.split("/")[2]
    choices = "".join(_choice(person, first=not index and unknown is None) for index, person in enumerate(people))
    error, mark, value = "", "", asked.login
    if unknown is not None:
        said = f"Nobody here has the login &ldquo;{html.escape(unknown)}&rdquo;."
        error = f'<p class="error" role="alert" id="error">{said}</p>'
        mark, value = ' aria-invalid="true" aria-describedby="error" autofocus', unknown
    scopes = html.escape(", ".join(asked.scopes) or "your public profile")
    return _whole(
        "Sign in to GitHub (stand-in)",
        f"{error}<p>The application at <b>{html.escape(host)}</b> asks who you are (<code>{scopes}</code>). "
        "Choose a demo person:</p>"
        f'<form method="post"><ul aria-label="Demo people">{choices}</ul></form>'
        '<form method="post"><label for="login">Or enter a login</label><div class="row">'
        f'<input id="login" name="login" autocomplete="off" autocapitalize="none" spellcheck="false" required'
        f' value="{html.escape(value)}"{mark}><button>Sign in</button></div></form>'
        '<form method="post"><p><button name="cancel" value="1">Cancel</button></p></form>'
        '<p class="note">This is not GitHub. It stands in for it on one machine, and asks for no password.</p>',
    )


def _choice(person: Person, first: bool) -> str:
    focus = " autofocus" if first else ""
    login, name = html.escape(person.login), html.escape(person.name)
    return f'<li><button name="login" value="{login}"{focus}>{name} <span>{login}</span></button></li>'


def not_found() -> str:
    return _whole("Page not found", "<p>This is not the web page you are looking for.</p>")
