"""What the code may not do anywhere, because docs/security.md says that it does not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lms.config import ROOT

CODE = sorted((ROOT / "lms").rglob("*.py"))
BENCH = ROOT / "lms" / "home" / "bench"
"""Starts commands of ours and draws made-up data; reached from the command line alone."""

NETWORK = {
    *("socket", "ssl", "http", "urllib.request", "ftplib", "telnetlib", "imaplib", "poplib"),
    *("smtplib", "requests", "httpx", "urllib3", "aiohttp", "websockets", "xmlrpc"),
}
BROWSER_RUNS_OR_SHOWS = {".html", ".htm", ".svg", ".xml", ".js", ".jpg", ".jpeg", ".png", ".gif"}


@cache
def trees() -> list[tuple[Path, ast.AST]]:
    return [(path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))) for path in CODE]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def in_product(path: Path) -> bool:
    return BENCH not in (ROOT / path).parents and "demo" not in path.parts


def test_only_the_post_the_gateway_and_single_sign_on_talk_to_another_machine():
    talks = {
        str(path)
        for path, tree in trees()
        if in_product(path) and NETWORK & {name.removesuffix(".*") for name in imported(tree)}
    }

    assert talks == {
        "lms/notifications/gateway.py",
        "lms/notifications/post.py",
        "lms/platform/openid/fetching.py",
    }


def test_no_text_from_outside_is_ever_run():
    modules = {"pickle", "marshal", "shelve", "yaml", "subprocess", "dill", "xml", "lxml"}
    functions = {"eval", "exec", "compile", "os.system", "os.popen", "render_template_string"}
    found = [
        str(path)
        for path, tree in trees()
        if in_product(path)
        and (modules & set(imported(tree)) or functions & {name for name, _call in calls(tree)})
    ]

    assert found == []


def test_statements_are_never_put_together_from_text():
    """What `text()` and `execute()` are given is written in the code; values are bound."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees()
        for name, call in calls(tree)
        if name.rpartition(".")[2] in {"text", "execute", "scalars", "scalar"}
        and call.args
        and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
        and "PRAGMA" not in ast.unparse(call.args[0])
    ]

    assert found == []


def test_patterns_are_written_in_the_code():
    found = [
        str(path)
        for path, tree in trees()
        for name, call in calls(tree)
        if re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)", name)
        and not isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
        and not re.fullmatch(r"_?[A-Z_]+", ast.unparse(call.args[0]))
    ]

    assert found == [
        "lms/platform/forms/texts.py",  # a form gives its field the pattern
        "lms/platform/romanised.py",  # each Latin letter chooses one of the patterns there
    ]


def test_hashes_are_strong_and_chance_is_the_systems():
    weak = {"hashlib.md5", "hashlib.sha1", "hashlib.new", "md5", "sha1", "uuid.uuid1"}
    hashes = [str(p) for p, tree in trees() if weak & {name for name, _call in calls(tree)}]
    chance = {str(p) for p, tree in trees() if in_product(p) and "random" in set(imported(tree))}

    assert hashes == []
    assert chance <= {"lms/notifications/rules.py"}  # how long mail waits


def test_no_form_takes_what_a_browser_would_run_or_a_picture():
    for kinds in file_kinds().values():
        assert not kinds & BROWSER_RUNS_OR_SHOWS


def test_the_files_that_forms_take_are_described():
    described = (ROOT / "docs" / "security.md").read_text("utf-8")
    table = described.partition("## Files that are taken")[2].partition("\n## ")[0]

    assert len(file_kinds()) == len(re.findall(r"^\| .*\| `\.", table, re.MULTILINE))
    for kinds in file_kinds().values():
        assert all(f"`{kind}`" in table for kind in kinds)


def file_kinds() -> dict[str, set[str]]:
    """The endings that each file field of the product takes."""
    return {
        f"{path}:{call.lineno}": set(ast.literal_eval(keyword.value))
        for path, tree in trees()
        for name, call in calls(tree)
        if name == "FileField" and path.name != "style_parts.py"  # whose form cannot be sent
        for keyword in call.keywords
        if keyword.arg == "accept"
    }


def test_scripts_keep_nothing_in_the_browser_and_write_no_markup():
    forbidden = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|insertAdjacentHTML"
        r"|document\.write|\beval\(|new Function|__proto__|prototype|=\s*\{\}|['\"]paste['\"]|serviceWorker"
    )
    ours = [*(ROOT / "static" / "js").glob("*.js")]

    assert ours
    assert [path.name for path in ours if forbidden.search(path.read_text("utf-8"))] == []


def test_htmx_keeps_no_pages_and_runs_no_text():
    layout = (ROOT / "templates" / "_layouts" / "base.html").read_text("utf-8")

    for setting in (
        '"historyCacheSize":0',
        '"allowEval":false',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
    ):
        assert setting in layout


def test_pages_load_nothing_from_another_host():
    loads = re.compile(r"""(?:src|srcset|href|action|data)=["'](?:https?:)?//""")
    found = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if loads.search(path.read_text("utf-8"))
    ]

    assert found == []


def test_every_library_is_named_with_its_version_and_hashes():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = re.sub(r"\\\n\s*", " ", lock.read_text("utf-8"))
        named = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert named
        for line in named:
            assert re.match(r"[a-z0-9._\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line
        assert "http" not in text  # no address of a registry
