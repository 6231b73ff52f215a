"""git_mirror: what is on the host and what is wanted -> what has to happen."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.git import Done
from ansible_collections.mesoscale.map.plugins.module_utils.clients.git_faults import as_error, is_refused, may_pass
from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.git_mirror import Actual, Wanted, plan
from ansible_collections.mesoscale.map.plugins.module_utils.plans.git_sources import problems, source_problems

PATH, COMMIT = "/srv/map/test/pipeline.git", "0123456789abcdef0123456789abcdef01234567"
WANTED = Wanted("https://git.example/lab/pipeline", COMMIT, PATH)
CREATE = Change("files", "create", f"repository {PATH}", None, "bare mirror", Call("create"))
FROM = {"from": "https://git.example/lab/pipeline"}
FETCH = Change("files", "create", f"repository {PATH}: commit {COMMIT}", None, FROM, Call("fetch"))


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        (Actual(), [CREATE, FETCH]),
        (Actual("repository"), [FETCH]),
        (Actual("repository", has=True), []),
    ],
    ids=["nothing", "another commit", "as wanted"],
)
def test_plan(actual: Actual, changes: list[Change]) -> None:
    assert plan(actual, WANTED) == changes


@pytest.mark.parametrize(
    ("actual", "wanted", "message"),
    [
        (Actual("other"), WANTED, "holds something that isn't a bare git repository. Move it away"),
        (Actual("repository", damage="missing tree"), WANTED, "is damaged: missing tree. Remove that folder"),
        (Actual(), Wanted(WANTED.repository, "main", PATH), "'main' is no commit. Write all 40 hex digits"),
        (Actual(), Wanted("http://git.example/x", COMMIT, PATH, token=True), "A token can't be given to http://git"),
        (Actual(), Wanted("git@git.example:x", COMMIT, PATH, token=True), "A token can't be given to git@git.example"),
    ],
)
def test_what_cannot_be_met_is_refused(actual: Actual, wanted: Wanted, message: str) -> None:
    with pytest.raises(MapError) as error:
        plan(actual, wanted)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/mesoscale-activity-map/map-ephys",
        "https://git.example:8443/a/b.git",
        "http://127.0.0.1:8080/x.git",
        "ssh://git@git.example:22/lab/x.git",
        "ssh://git.example/lab/x.git",
        "git@github.com:lab/x.git",
        "host:x",
        "file:///srv/x.git",
    ],
)
def test_addresses_that_are_taken(address: str) -> None:
    assert list(problems(address, COMMIT)) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://someone:canary@git.example/x",
        "https://canary@git.example/x",
        "ssh://git:canary@git.example/x",
        "https://git.example/x?private_token=canary",
        "https://git.example/x#canary",
        "https://[canary/x",
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_repeated(address: str) -> None:
    (problem,) = problems(address, COMMIT)
    assert "canary" not in problem


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/srv/x.git",
        "x",
        "git://git.example/x",
        "ext::sh -c id",
        "ext::id",
        "--upload-pack=id",
        "-o:x",
        "git@-oProxyCommand=id:x",
        "ssh://-oProxyCommand=id/x",
        "file://host/x",
        "file://",
        "https:///x",
        "https://git.example",
        "https://git.example/a b",
        "https://git.example/a\nb",
        "git@host:x y",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    (problem,) = problems(address, COMMIT)
    assert "Write https://HOST/PATH" in problem


@pytest.mark.parametrize("commit", ["", "main", COMMIT[:12], COMMIT.upper(), COMMIT + "0", f"{COMMIT}\n", "HEAD"])
def test_what_is_no_commit_is_refused(commit: str) -> None:
    (problem,) = problems(WANTED.repository, commit)
    assert "is no commit" in problem


@pytest.mark.parametrize(
    ("into", "fits"), [("app", True), ("a/b", True), (".", True), ("../a", False), ("a/../..", False), ("/app", False)]
)
def test_a_source_stays_in_the_build_context(into: str, fits: bool) -> None:
    found = list(source_problems("web", [(PATH, COMMIT, into)]))
    assert found == (
        []
        if fits
        else [f"A source of the image 'web' shall go into '{into}'. Write a folder inside the build context."]
    )
    assert len(list(source_problems("web", [(PATH, "main", into)]))) == 2 - fits


@pytest.mark.parametrize(
    ("said", "passes", "refused"),
    [
        ("fatal: unable to access 'https://x/': Could not resolve host: x", True, False),
        ("ssh: connect to host x port 22: Connection refused; have the correct access rights", True, False),
        ("error: RPC failed; curl 56 Recv failure; fatal: early EOF", True, False),
        ("fatal: unable to access 'http://x/': The requested URL returned error: 503", True, False),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", False, True),
        ("git@github.com: Permission denied (publickey).; fatal: Could not read from remote repository", False, True),
        ("remote: Repository not found.; fatal: repository 'https://x/' not found", False, True),
        ("fatal: remote error: upload-pack: not our ref 0123", False, False),
        ("", False, False),
    ],
)
def test_what_git_says_is_told_apart(said: str, passes: bool, refused: bool) -> None:
    done = Done(128, b"", said)
    assert (may_pass(done), is_refused(done)) == (passes, refused)


@pytest.mark.parametrize(
    ("done", "message"),
    [
        (Done(-1, b"", ""), "took longer than 5 seconds"),
        (Done(128, b"", "fatal: write error: No space left on device"), "The disk is full"),
        (Done(128, b"", "fatal: Authentication failed for 'https://x/'"), "The server refuses to give https://x"),
        (Done(128, b"", "fatal: Could not resolve host: x"), "https://x can't be reached"),
        (Done(128, b"", "fatal: bad pack"), "https://x can't be fetched: fatal: bad pack. Check the address."),
    ],
)
def test_errors_name_the_cause(done: Done, message: str) -> None:
    assert message in str(as_error(done, "https://x", COMMIT, 5))
