"""The one script: how it is joined, how big it is, and where it may be embedded."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.patients.links import read_link
from bot.widget.script import SOURCE, JoinError, joined

MOST_BYTES = 25_000
ROOT = Path(__file__).resolve().parents[2]


def made(folder: Path, **files: str) -> Path:
    """Source files by name, with an underscore for the point."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    (folder / "afterglow-chat.js").write_text(files.get("entry", ""), encoding="utf-8")
    return folder


def test_the_script_is_small():
    """25 kB gzipped in all, style sheets and both languages included."""
    assert len(gzip.compress(joined().encode(), 9)) <= MOST_BYTES


def test_the_script_is_one_file_without_imports():
    """Every source file is in it once, and nothing is left to fetch."""
    script = joined()
    assert not re.search(r"^\s*(import|export)\b(?!\.meta)", script, re.MULTILINE)
    for file in SOURCE.glob("*.js"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert script.count(first) == 1, file.name


def test_the_source_knows_no_way_to_make_markup_or_run_text():
    """Neither does it name any other server."""
    script = joined()
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextual"
    running = r"\beval\b|new Function|setAttribute\(\"on|localStorage"
    assert re.findall(f"{markup}|{running}", script) == []
    # A name space, which is no address that anybody asks.
    assert set(re.findall(r"https?://[^\"'`\s]+", script)) == {"http://www.w3.org/2000/svg"}


def test_files_are_joined_after_what_they_import(tmp_path):
    """Also when two import the same, or each other."""
    entry = 'import { a } from "./a.js";\nimport { b } from "./b.js";\nrun(a, b);\n'
    a = 'import { b } from "./b.js";\n\nexport const a = () => b;\n'
    b = 'import {\n  a,\n} from "./a.js";\nexport function b() {}\n'
    text = joined(made(tmp_path, entry=entry, a_js=a, b_js=b))
    assert text.split("\n") == ["function b() {}", "", "const a = () => b;", "", "run(a, b);", ""]


def test_a_style_sheet_is_joined_as_a_string(tmp_path):
    """With quotes, backslashes and all."""
    entry = 'import look from "./look.css";\nuse(look);\n'
    text = joined(made(tmp_path, entry=entry, look_css='a::before { content: "\\2713"; }\n'))
    assert text == 'const look = "a::before { content: \\"\\\\2713\\"; }\\n";\nuse(look);\n'


@pytest.mark.parametrize(
    "line",
    [
        'import * as a from "./a.js";',
        'import { a as b } from "./a.js";',
        'import a from "./a.js";',
        'import { a } from "elsewhere";',
        'import "./a.js";',
        "export default class {}",
        "export { a };",
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path, line):
    """The file and the line are named, instead of a script that fails at a patient's."""
    with pytest.raises(JoinError, match="afterglow-chat.js: cannot join"):
        joined(made(tmp_path, entry=f"{line}\n", a_js="export const a = 1;\n"))


def embedding_policy(server: str) -> str:
    """The policy that docs/embedding.md gives to a clinic's web person."""
    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    [policy] = re.findall(r"^Content-Security-Policy: (.+)$", page, re.MULTILINE)
    return policy.replace("https://chat.your-clinic.example", server)


def test_another_site_embeds_it_by_one_tag(visit, clinic, stage):
    """The documented tag under the documented policy, on a page of another origin."""
    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    tags = "\n".join(re.findall(r"^<(?:script|afterglow-chat).*>$", page, re.MULTILINE)[:2])
    tags = tags.replace("https://chat.your-clinic.example", stage.url)
    assert tags.count("<script") == tags.count("<afterglow-chat") == 1
    page = f'<!doctype html><html lang="en"><title>Clinic</title>{tags}'
    clinic.embedding = (page, 200, {"Content-Security-Policy": embedding_policy(stage.url)})
    chat = visit("/clinic", site=stage.other_url)
    shown = chat.open().ask("Can I wear makeup today?")
    expect(shown.locator(".badge")).to_have_text("Not yet")
    # Styled, so the policy let the constructed sheets through.
    position = "(one) => getComputedStyle(one).position"
    assert chat.page.locator(".panel").evaluate(position) == "fixed"


def test_the_tag_twice_is_one_definition(visit):
    """A template that includes the script twice does no harm."""
    chat = visit("/host")
    chat.page.evaluate("import('/widget/afterglow-chat.js?again')")
    chat.open().ask("hello")


def test_the_page_can_open_and_close_it(visit):
    """show() and hide() for the clinic's own buttons; hide() gives the page back."""
    chat = visit("/host")
    chat.launcher.wait_for()
    chat.page.evaluate("document.querySelector('afterglow-chat').show()")
    expect(chat.box).to_be_focused()
    chat.page.evaluate("document.querySelector('afterglow-chat').hide()")
    expect(chat.box).to_be_hidden()


def test_a_page_that_opens_the_chat_keeps_its_focus(visit):
    """`open` shows it on a wide screen without moving the reader; on a phone it stays closed."""
    chat = visit("/host?open")
    expect(chat.box).to_be_visible()
    assert chat.page.evaluate("document.activeElement === document.body")
    phone = visit("/host?open", size="phone")
    expect(phone.launcher).to_be_visible()
    expect(phone.box).to_be_hidden()


def test_it_takes_the_clinics_look(visit):
    """Documented custom properties arrive where they are said to."""
    chat = visit("/host?open")
    chat.page.evaluate("""() => {
      const { style } = document.querySelector("afterglow-chat");
      style.setProperty("--afterglow-accent", "rgb(0, 80, 90)");
      style.setProperty("--afterglow-radius", "4px");
      style.setProperty("--afterglow-width", "30rem");
    }""")
    look = chat.page.evaluate("""() => {
      const root = document.querySelector("afterglow-chat").shadowRoot;
      const panel = getComputedStyle(root.querySelector(".panel"));
      const send = getComputedStyle(root.querySelector(".send"));
      return [send.backgroundColor, panel.borderTopLeftRadius, panel.width];
    }""")
    assert look == ["rgb(0, 80, 90)", "4px", "480px"]


def test_the_documented_token_is_good():
    """The code that a clinic copies makes tokens that the gateway takes."""
    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.+?)^```", page, re.MULTILINE | re.DOTALL)
    names: dict = {}
    exec(code, names)
    secret = "the secret of this test, long enough"
    token = names["widget_token"]("P-7QK2MX", secret)
    assert read_link(token, secret, datetime.now(timezone.utc)).reference == "P-7QK2MX"


def test_every_attribute_and_property_is_documented():
    """And nothing is documented that does not exist."""
    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    script = joined()
    used = set(re.findall(r"var\((--afterglow-[a-z-]+)", script))
    assert set(re.findall(r"--afterglow-[a-z-]+", page)) == used
    element = (SOURCE / "afterglow-chat.js").read_text(encoding="utf-8")
    attributes = set(re.findall(r'this\.(?:get|has)Attribute\("(\w+)"\)', element))
    [table] = re.findall(r"^### Attributes$(.+?)^### ", page, re.MULTILINE | re.DOTALL)
    told = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    assert told == attributes
