#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The page of netcap report as people see it: in headless Chromium, wide and narrow, light and dark, of the demo, of a
large run and of one with hostile names.

No two texts lie on each other, nothing is wider than its place, every text stands out from what is behind it, the
console stays silent and nothing is asked of the network; tables sort and filter, figures tell their numbers, and those
are the numbers of netcap stats.  --pictures=FOLDER keeps what was looked at, --bench=FILE is another large capture.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import browser
import e2e
import reported
from e2e import equal

SIZES = [(1280, 900), (400, 800)]
SCHEMES = ["light", "dark"]
WRONG = """<!doctype html><meta charset="utf-8"><body style="background:#fff;color:#000">
<p style="position:absolute;top:10px;left:10px">one text</p><p style="position:absolute;top:14px;left:40px">and another</p>
<div style="width:90px;overflow:hidden;white-space:nowrap;margin-top:90px">wider than where it stands, by far</div>
<p style="color:#999">hardly to be seen</p><svg width="200" height="40"><g><rect width="200" height="40" fill="#888"/>
<text x="5" y="20" fill="#777">nor this</text></g></svg><p style="position:absolute;left:3000px">out of sight</p>
<img src="http://127.0.0.1:9/outside.png"><script>console.error('something failed')</script>"""
FOUND = ["lie on each other", "is outside of the page", "and has room for 90", "p has a contrast of", "text has a contrast of",
         "the console says", "asks for http://127.0.0.1:9/outside.png"]

# Captures of several links and long names, of no conversation at all, and of one packet.
ODD = "atm", "usb", "sctp"

DRAWN_WITHIN = 1000  # milliseconds of a processor, for all from the first byte to the last figure

# What of a page is wrong, as a list of sentences.  A text is where its characters are, as far as it can be seen.
INSPECT = r"""
const wrong = [], texts = [];
const name = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.getAttribute('class') ? '.' + e.getAttribute('class') : '');
const shown = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest('script, style, noscript, title') || !shown(parent))
        continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
        if (box.width > 1 && box.height > 1)
            texts.push({ box, parent, text: node.data.trim().slice(0, 40) });
}
const slack = 1.5;
texts.sort((a, b) => a.box.top - b.box.top);
const stuck = (e) => e.closest('nav') !== null;
texts.forEach((a, i) => {
    for (let k = i + 1; k < texts.length && texts[k].box.top < a.box.bottom - slack; k++) {
        const b = texts[k];
        if (a.box.left < b.box.right - slack && b.box.left < a.box.right - slack && stuck(a.parent) === stuck(b.parent) &&
            Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > slack)
            wrong.push(`"${a.text}" (${name(a.parent)}) and "${b.text}" (${name(b.parent)}) lie on each other`);
    }
    if (a.box.left < -slack || a.box.right > document.documentElement.clientWidth + slack)
        wrong.push(`"${a.text}" (${name(a.parent)}) is outside of the page`);
});
for (const e of document.querySelectorAll('html, body, body *'))
    if (shown(e) && !e.ownerSVGElement && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
        wrong.push(`${name(e)} is ${e.scrollWidth} wide, and has room for ${e.clientWidth}`);

// Colours as [r, g, b, a], one laid on another, and how much two differ (WCAG 2, contrast ratio).
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const seen = new Map();
const rgba = (css) => {
    if (!seen.has(css)) {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = css;
        canvas.fillRect(0, 0, 1, 1);
        const d = canvas.getImageData(0, 0, 1, 1).data;
        seen.set(css, [d[0], d[1], d[2], d[3] / 255]);
    }
    return seen.get(css);
};
const over = (top, alpha, below) => below.map((c, i) => top[i] * alpha + c * (1 - alpha));
const light = (c) => c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
const paper = rgba(getComputedStyle(document.body).backgroundColor).slice(0, 3);
const behind = (e) => {
    const path = [];
    for (let at = e; at; at = at.parentElement)
        path.push(at);
    let colour = paper;
    for (const at of path.reverse()) {
        const own = rgba(getComputedStyle(at).backgroundColor);
        colour = over(own, own[3], colour);
    }
    if (e.ownerSVGElement) // shapes that were drawn before it, in its group
        for (const shape of e.parentNode.querySelectorAll(':scope > rect')) {
            const s = getComputedStyle(shape), a = shape.getBoundingClientRect(), b = e.getBoundingClientRect();
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom && s.fill !== 'none')
                colour = over(rgba(s.fill), rgba(s.fill)[3] * Number(s.fillOpacity), colour);
        }
    return colour;
};
const told = new Set();
for (const { parent, text } of texts) {
    const s = getComputedStyle(parent), below = behind(parent);
    const own = rgba(parent.ownerSVGElement ? s.fill : s.color), ratio = contrast(over(own, own[3] * Number(s.opacity), below), below);
    const line = `${name(parent)} has a contrast of ${ratio.toFixed(2)}, "${text}"`;
    if (ratio < 4.5 && !told.has(name(parent))) {
        told.add(name(parent));
        wrong.push(line);
    }
}
return { wrong, texts: texts.length };
"""

# A column of a table, and what sorting and filtering make of it.
TABLE = """
const sheet = [...document.querySelectorAll('.sheet')].find((one) => one.querySelector('h3') && one.querySelector('h3').textContent === arguments[0]);
const column = [...sheet.querySelectorAll('th')].findIndex((th) => th.textContent.replace('\\u00ad', '') === arguments[1]);
const cells = () => [...sheet.querySelectorAll('tbody tr')].map((row) => row.cells[column].textContent);
const first = cells();
const button = sheet.querySelectorAll('th')[column].querySelector('button');
button.click();
const once = cells(), sort = sheet.querySelectorAll('th')[column].getAttribute('aria-sort');
button.click();
const twice = cells();
const filter = sheet.querySelector('input');
filter.value = arguments[2];
filter.dispatchEvent(new Event('input'));
const filtered = [...sheet.querySelectorAll('tbody tr')].map((row) => row.textContent);
filter.value = '';
filter.dispatchEvent(new Event('input'));
return { first, once, twice, sort, filtered };
"""


def inspect(window, what, wrong):
    """Adds what is wrong with the page as it stands."""
    found = window.run(INSPECT)
    wrong += [f"{what}: {sentence}" for sentence in found["wrong"]]
    if found["texts"] < (15 if what.startswith("empty") else 50):
        wrong.append(f"{what}: has {found['texts']} texts")
    said, asked = window.logs()
    wrong += [f"{what}: the console says {line}" for line in said]
    wrong += [f"{what}: asks for {url}" for url in asked if not url.startswith(("file://", "blob:"))]


def open_all(window):
    """Shows all rows and all that is folded."""
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; });"
               "document.querySelectorAll('.below button:not([hidden])').forEach((one) => one.click());")
    time.sleep(0.3)


def drawn_in(window, path):
    """Milliseconds that the page's thread worked, the least of three; and how many figures there are.  Not by the clock:
    the machine may have other work."""
    took = []
    window.devtools("Performance.enable", timeDomain="threadTicks")
    for _ in range(3):
        window.open("/dev/null")
        before = window.worked()
        window.open(path)
        time.sleep(0.3)
        figures = window.run("return document.querySelectorAll('figure svg').length")
        took.append(1000 * (window.worked() - before))
    return min(took), figures


def look_everywhere(window, name, path, pictures, wrong):
    for width, height in SIZES:
        for scheme in SCHEMES:
            what = f"{name}, {width}, {scheme}"
            window.look(width, height, scheme)
            window.open(path)
            time.sleep(0.3)
            inspect(window, what, wrong)
            if pictures:
                window.picture(pictures / f"{name}-{width}-{scheme}.png")
            open_all(window)
            inspect(window, what + ", all open", wrong)


def look_at(window, name, path, pictures, wrong):
    look_everywhere(window, name, path, pictures, wrong)
    window.look(*SIZES[0], "light")
    took, figures = drawn_in(window, path)
    print(f"{name}: {pathlib.Path(path).stat().st_size} bytes, {figures} figures, drawn in {took:.0f} ms", flush=True)
    if took > DRAWN_WITHIN:
        wrong.append(f"{name}: is drawn in {took:.0f} ms")
    if reported.draws() and figures < 6:
        wrong.append(f"{name}: has {figures} figures")


def check_tables(window, figures):
    """Sorting and filtering, against the figures."""
    tree = next(table for table in figures["tables"] if table["id"] == "tree")
    packets = sorted((row[-2] for row in tree["rows"]), reverse=True)
    found = window.run(TABLE, "Conversations by protocol", "Packets", "udp")
    as_numbers = [[int(text.replace(",", "")) for text in found[key]] for key in ("once", "twice")]
    equal(as_numbers, [packets[:10], sorted(packets)[:10]], "packets, sorted")
    equal(found["sort"], "descending", "what is told of the order")
    udp = [row for row in tree["rows"] if any("udp" in str(cell).lower() for cell in row)]
    equal(len(found["filtered"]), min(10, len(udp)), "rows with udp")
    assert all("UDP" in row for row in found["filtered"]), found["filtered"]


def check_shown(window, figures):
    """Numbers at the top and in the table of records, against the figures."""
    tiles = window.run("return Object.fromEntries([...document.querySelectorAll('.tile')].map((one) => "
                       "[one.querySelector('span').textContent, one.querySelector('b').textContent]))")
    equal(tiles["packets"], f"{figures['run']['packets']['all']:,}", "packets")
    equal(tiles["records"], f"{sum(kind['records'] for kind in figures['types']):,}", "records")
    window.run("document.querySelectorAll('.below button:not([hidden])').forEach((one) => one.click())")
    rows = dict(window.run("return [...[...document.querySelectorAll('.sheet')].find((one) => one.querySelector('h3') && "
                           "one.querySelector('h3').textContent === 'Records').querySelectorAll('tbody tr')].map((row) => "
                           "[row.cells[0].textContent, [...row.querySelectorAll('.metered')][0].textContent])"))
    equal(rows, {kind["type"]: f"{kind['records']:,}" for kind in figures["types"]}, "records by type")


def check_checksums(window, figures):
    """What is checked of checksums is what the reasons say."""
    told = window.run("return Object.fromEntries([...document.querySelectorAll('#hygiene tbody tr')].map((row) => "
                      "[row.cells[0].textContent.slice(1), row.cells[1].textContent]))")
    notes = sum(one["packets"] for kind in ("marked", "noted") for one in figures["run"]["reasons"].get(kind, [])
                if "wrong checksum" in one["reason"])
    equal([value for check, value in told.items() if check.startswith("Notes of wrong checksums")], [f"{notes:,}"],
          "notes of wrong checksums")


def tip_at(window, selector, part=0.5):
    """What is told where the pointer is, of an element."""
    window.run("document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' })", selector)
    time.sleep(0.2)
    box = window.run("const b = document.querySelector(arguments[0]).getBoundingClientRect();"
                     "return [b.left, b.top, b.width, b.height]", selector)
    window.move(box[0] + box[2] * part, box[1] + box[3] / 2)
    time.sleep(0.2)
    return window.run("const t = document.getElementById('tip'); return t.hidden ? null : t.innerText")


def check_tips(window, figures):
    """What the pointer tells, against the figures."""
    bins = figures["time"]["bins"]
    told = tip_at(window, "#figure-traffic svg rect", 0.5 / bins)
    first = sum(part["packets_by_time"][0] for part in figures["traffic"]["parts"])
    assert told and f"{first:,}" in told, f"of {first} packets it tells {told!r}"
    for selector in ("#figure-protocols g rect", "#figure-talkers circle", "#figure-durations g rect"):
        assert tip_at(window, selector), f"{selector} tells nothing"
    whole = figures["run"]["packets"]["decoded"]
    assert f"{whole:,}" in (tip_at(window, ".stack i") or ""), f"the stack does not tell of {whole}"


def check_switches(window):
    """Parts that are taken out, and another measure."""
    path = "return [...document.querySelectorAll('#figure-traffic path')].map((one) => one.getAttribute('d'))"
    before = window.run(path)
    window.run("document.querySelector('#figure-traffic .choice button:last-child').click()")
    other = window.run(path)
    assert before != other and len(before) == len(other), "bytes look as packets"
    window.run("document.querySelector('#figure-traffic .legend button').click()")
    equal(len(window.run(path)), len(before) - 1, "parts that are left")


def check_svg(window, wrong):
    """What is saved of a figure is an SVG that needs nothing of the page."""
    text = window.run("return standalone(document.querySelector('#figure-traffic svg'), ['A'])")
    for word in ("var(", "class=", "<script", "href="):
        if word in text:
            wrong.append(f"what is saved as SVG has {word}")
    assert window.run("return new DOMParser().parseFromString(arguments[0], 'image/svg+xml')"
                      ".querySelector('parsererror') === null", text), "what is saved is no XML"


def check_hostile(window, path):
    window.look(*SIZES[0], "light")
    window.open(path)
    time.sleep(0.3)
    equal(window.run("return [document.querySelectorAll('script').length, "
                     "document.querySelectorAll('img, iframe, object, embed, main b:not(figcaption b)').length]"), [3, 0],
          "scripts, and what names could have made")
    assert "netcap report" in window.run("return document.title"), "the title is another"
    text = window.run("document.querySelectorAll('.below button:not([hidden])').forEach((one) => one.click());"
                      "return document.body.textContent")
    for name in reported.NAMES[:3]:
        assert name.replace(" ", "_") in text, f"{name} is not shown as it is"
    for name in ("\\u202egnp.exe", "\\u2028\\u2029"):
        assert name in text, f"{name} is not shown so that it can be seen"


def settle(window, path):
    window.look(*SIZES[0], "light")
    window.open(path)
    time.sleep(0.3)


def check_far(window, path):
    """A packet of another age takes nothing from the page but that its time is told."""
    settle(window, path)
    text = window.run("return document.body.innerText")
    assert "cannot be drawn" not in text and "11970-" in text.replace("+01", "1"), f"the page says {text[:600]}"
    assert window.run("return document.querySelectorAll('#figure-traffic svg path').length"), "no traffic is drawn"
    ticks = window.run("return [...document.querySelectorAll('#figure-traffic svg text')].map((one) => one.textContent)")
    equal(len(set(ticks)), len(ticks), f"different texts of {ticks}")


def check_namesakes(window, path):
    settle(window, path)
    told = window.run("return [...document.querySelectorAll('#figure-talkers svg text')].map((one) => one.textContent)")
    assert "ftp.example" in told and "2001:db8::80" in told and "2001:db8::81" in told, f"hosts are called {told}"


def check_untold(window, path):
    """A report of a run that tells nothing of packets, and one of no records."""
    settle(window, path)
    text = window.run("return document.body.innerText")
    assert "cannot be drawn" not in text and "not counted" in text, f"the page says {text[:600]}"


def check_empty(window, path):
    settle(window, path)
    text = window.run("return document.body.innerText")
    assert "cannot be drawn" not in text and "This run found no records" in text, f"the page says {text[:600]}"


def check_inspection(window, folder):
    """A page that is wrong in every way: who finds nothing there would find nothing elsewhere."""
    path = folder / "wrong.html"
    path.write_text(WRONG, encoding="utf-8")
    window.look(*SIZES[0], "light")
    window.open(path)
    time.sleep(0.5)
    wrong = []
    inspect(window, "it", wrong)
    equal([how for how in FOUND if not any(how in sentence for sentence in wrong)], [], "what is not found")


def make(folder, name, capture):
    """The run of a capture, and its page."""
    out = reported.run(folder / name, capture)
    e2e.equal(subprocess.run([e2e.NETCAP, "report", out], check=False, capture_output=True).returncode, 0, name)
    return out, out / "report.html"


def large(folder):
    """What the benchmarks read, smaller."""
    path = folder / "large.pcap"
    subprocess.run([sys.executable, "-B", e2e.TESTS / "bench/make_bench.py", path, "100000"], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def report(out):
    subprocess.run([e2e.NETCAP, "report", "--overwrite", out], check=True, capture_output=True)
    return out / "report.html"


def others(folder):
    """Pages of runs that are unlike others, each with what is to be true of it."""
    made = {"far": (reported.far(folder / "far.pcapng"), check_far),
            "namesakes": (reported.namesakes(folder / "namesakes.pcap"), check_namesakes),
            "tunnels": (e2e.CAPTURES / "tunnels.pcap", None),
            "empty": (e2e.write_capture(folder / "empty.pcap", reported.HEAD, []), check_empty)}
    pages = {}
    for name, (capture, check) in made.items():
        (folder / name).mkdir()
        pages[name] = report(reported.run(folder / name, capture)), check
    pages["sets"] = report(reported.sets(folder)), None
    for command in ((f"--make-key={folder}/key",),
                    (folder / "demo/run", "-o", folder / "public", f"--key={folder}/key", "--drop-text")):
        subprocess.run([e2e.NETCAP, "anonymize", *command], check=True, capture_output=True)
    pages["public"] = report(folder / "public"), check_untold
    shutil.copytree(folder / "demo/run", folder / "untold")
    said = json.loads((folder / "untold/run.json").read_text())
    (folder / "untold/run.json").write_text(json.dumps({key: said[key] for key in ("program", "status", "files", "sources",
                                                                                   "inputs", "started", "ended")}))
    pages["untold"] = report(folder / "untold"), check_untold
    return pages


def look_at_others(window, folder, pictures, wrong):
    for name, (page, check) in others(folder).items():
        look_everywhere(window, name, page, pictures, wrong)
        if check and (reported.draws() or check in (check_untold, check_empty)):
            check(window, page)


def look(folder, options):
    wrong = []
    runs = {"demo": e2e.DEMO, "large": options.bench or large(folder), "hostile": reported.hostile(folder / "hostile.pcap")}
    pages = {}
    for name, capture in runs.items():
        (folder / name).mkdir()
        pages[name] = make(folder, name, capture)
    with browser.browser(folder) as window:
        check_inspection(window, folder)
        for name, (out, page) in pages.items():
            look_at(window, name, page, options.pictures, wrong)
            figures = reported.figures(out)
            reported.same_as_stats(out, figures)
            for check in (check_shown, check_tables, check_checksums) + ((check_tips,) if reported.draws() else ()):
                window.open(page)
                time.sleep(0.3)
                check(window, figures)
            if reported.draws():
                check_switches(window)
                check_svg(window, wrong)
            inspect(window, name + ", afterwards", wrong)
        for name in ODD:
            (folder / name).mkdir()
            look_everywhere(window, name, make(folder, name, e2e.CAPTURES / f"{name}.pcap")[1], options.pictures, wrong)
        look_at_others(window, folder, options.pictures, wrong)
        check_hostile(window, pages["hostile"][1])
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--bench", type=pathlib.Path)
    options = parser.parse_args()
    missing = browser.missing()
    if missing:
        print(f"skipped: {' and '.join(missing)} missing: apt-get install {' '.join(missing)}")
        return 77
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="netcap-page-") as folder:
        wrong = look(pathlib.Path(folder).resolve(), options)
    for sentence in wrong:
        print("wrong: " + sentence)
    print(json.dumps({"wrong": len(wrong)}))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
