"""Screens that watch themselves: a script error, a blocked resource or a call abroad is a fault."""

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Response,
    expect,
)

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP atelier.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # A new frame host at each page costs much and shows nothing more: the first two. The option
    # takes the place of Playwright's own, whose list follows, less what is for other systems.
    "--disable-features=RenderDocument,ProactivelySwapBrowsingInstance,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
]
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 375, "height": 812},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
WIDTHS = (360, 1280)
PATIENCE = 60_000
"""Milliseconds before a screen is given up: on a busy machine, slowness is no fault, and stretching
a passphrase takes seconds on purpose. What must be quick says so where it is looked at."""


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, rather without its window; with HEADED=1, one that can be watched."""
    watched = bool(os.environ.get("HEADED"))
    names = BROWSERS[1:] if watched else BROWSERS
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, f"Chromium is missing. On Debian: sudo apt-get install {names[0]}"
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(
        executable_path=found,
        headless=not watched,
        args=FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else []),
    )


class Watch:
    """Collects what a user would never see but must never happen, on every page of a context."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.faults: list[str] = []
        context.on("request", lambda request: self.abroad(request.url))
        context.on("response", self.answered)
        context.on("console", self.said)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def abroad(self, url: str) -> None:
        """Data and blob addresses are the page's own."""
        place = urlsplit(url)
        if place.netloc and place.netloc != urlsplit(self.home).netloc:
            self.faults.append(f"request to another site: {url}")

    def answered(self, response: Response) -> None:
        """A page may be refused (404, 409, 422); what a page is made of may not, nor fail."""
        refusable = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if refusable else 400):
            self.faults.append(f"{response.status} for {response.url}")

    def said(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource")  # `answered` judges these
        if message.type == "error" and not refused:
            self.faults.append(f"console: {message.text} ({message.location['url']})")


def open_context(browser: Browser, home: str, device: dict, **options) -> BrowserContext:
    """A browser profile of its own: French, in Paris, with nothing that moves."""
    context = browser.new_context(
        base_url=home,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        **device | options,
    )
    context.set_default_timeout(PATIENCE)
    return context


JUDGE = """async (known) => {
  const passed = new Set(known), ways = new Map();
  const text = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const seen = (one, veil) => {
    const box = one.getBoundingClientRect();
    const onPage = box.right + scrollX > 0 && box.bottom + scrollY > 0;
    return onPage && one.checkVisibility() && !veil.includes("inset(50%)");
  };
  const walk = (one, above) => {
    const style = getComputedStyle(one);
    const bare = style.backgroundImage === "none";
    const opaque = bare && style.backgroundColor.startsWith("rgb(");
    const clear = bare && style.backgroundColor === "rgba(0, 0, 0, 0)";
    const veiled = style.opacity + style.filter + style.mixBlendMode + style.clipPath;
    const veil = veiled === "1nonenormalnone" ? above.veil : `${above.veil} ${veiled}`;
    const under = `${above.ground} ${style.backgroundColor} ${style.backgroundImage}`;
    const ground = opaque ? style.backgroundColor : clear ? above.ground : under;
    const lies = ["static", "relative"].includes(style.position);
    const name = `${one.tagName}.${one.getAttribute("class")}`;
    const over = opaque ? "" : lies && !above.over ? "" : `${above.over || innerWidth} ${name}`;
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const way = [style.color, large, style.textShadow, ground, veil, over].join();
    const says = one.value || one.placeholder || [...one.childNodes].some(text);
    if (says && seen(one, veil) && !passed.has(way)) one.setAttribute("data-judged", "");
    ways.set(one, way);
    for (const child of one.children) walk(child, { ground, veil, over });
  };
  const check = axe._audit.checks["color-contrast"], evaluate = check.evaluate, found = new Set();
  check.evaluate = function (one, ...given) {
    const passes = evaluate.call(this, one, ...given);
    if (passes === true && one.checkVisibility()) found.add(ways.get(one));
    return passes;
  };
  walk(document.documentElement, { ground: "", veil: "", over: "" });
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-judged]" }] });
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  check.evaluate = evaluate;
  for (const one of document.querySelectorAll("[data-judged]")) one.removeAttribute("data-judged");
  return [violations, [...found]];
}"""
_passed: set[str] = set()


def assert_accessible(page: Page) -> None:
    """No violation that axe can see; else says which rule, where, and how to mend it.

    Contrast takes axe longer than all the rest. It hangs on a colour, a size, a ground and what
    veils them: where axe said yes to these, on whatever page or at whatever width, it is not asked
    again; of what lies over something else, where it said so of the same thing at this width.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.context.add_init_script(AXE_SCRIPT)  # in its next pages, ten times as quick
    violations, passed = page.evaluate(JUDGE, sorted(_passed))
    _passed.update(passed)
    lines = []
    for rule in violations:
        lines.append(f"{rule['id']} ({rule['impact']}): {rule['help']}")
        for node in rule["nodes"][:5]:
            where = " ".join(map(str, node["target"]))
            why = re.sub(r"\s*\n\s*", " ; ", node["failureSummary"])
            lines.append(f"    {where}\n        {node['html'][:160]}\n        {why}")
    assert not lines, f"{page.url}: {len(violations)} rules broken\n" + "\n".join(lines)


FIT = """() => {
  const whole = document.documentElement, over = [];
  for (const one of document.querySelectorAll(".t.plie td[data-l]")) {
    const label = getComputedStyle(one, "::before"), box = getComputedStyle(one);
    if (label.content === "none" || !one.checkVisibility()) continue;
    const wide = parseFloat(label.width), high = parseFloat(label.height);
    if (wide > parseFloat(box.paddingLeft) || high > one.clientHeight) over.push(one.dataset.l);
  }
  return [whole.scrollWidth - whole.clientWidth, over];
}"""


def assert_no_sideways_scroll(page: Page) -> None:
    """The page fits its screen's width; in a table folded for it, each label its place."""
    beyond, over = page.evaluate(FIT)
    assert beyond <= 0, f"{page.url} is {beyond} px too wide for {page.viewport_size}"
    assert not over, f"{page.url}: {over} lie over what they name at {page.viewport_size}"


def assert_nothing_below(page: Page) -> None:
    """The page ends with what it holds: what scrolls within it adds nothing under it."""
    end = "Math.ceil(document.body.getBoundingClientRect().bottom + scrollY)"
    below = page.evaluate(f"document.documentElement.scrollHeight - Math.max(innerHeight, {end})")
    assert below <= 0, f"{page.url} goes on {below} px below what it holds"


def set_width(page: Page, width: int) -> None:
    """As wide as that, once the scripts that follow the width have done so (what scrolls takes the
    focus).
    """
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shoot(page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """Pictures of the whole page in var/shots, at each width, for who asks for them (PICTURES=1):
    one takes longer than what is checked there. The screen keeps its own width."""
    if not os.environ.get("PICTURES"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size(before)


def reach(page: Page, wanted: Locator) -> None:
    """Tab until there, as someone who has no mouse; the focus must be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        outline = wanted.evaluate(
            "one => one === document.activeElement && getComputedStyle(one).outlineStyle"
        )
        if outline:
            assert outline != "none", f"the focus is not seen on {wanted}"
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")
