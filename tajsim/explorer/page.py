"""The page as text: the template with style, script and payload inside, and a policy against all else."""

from __future__ import annotations

import base64
import hashlib
import html
import re

from tajsim.explorer.modules import ASSETS, joined

_HOLE = re.compile(r"@@([A-Z]+)@@")
_STYLE_ENDS, _SCRIPT_ENDS = "</style", "</script"


def page(payload: str, title: str, language: str = "en") -> str:
    """The whole page around a packed payload."""
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    script = joined()
    for text, end in ((style, _STYLE_ENDS), (script, _SCRIPT_ENDS)):
        if end in text.lower():
            raise ValueError(f"an asset holds {end}, which would end it early")
    parts = {
        "CSP": policy(style, script),
        "LANG": html.escape(language),
        "TITLE": html.escape(title),
        "STYLE": style,
        "SCRIPT": script,
        "PAYLOAD": payload,
    }
    template = (ASSETS / "index.html").read_text(encoding="utf-8")
    return _HOLE.sub(lambda hole: parts[hole[1]], template)


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy: this style, this script and its WebAssembly; no request."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}' 'wasm-unsafe-eval'",
            f"style-src '{_digest(style)}'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
