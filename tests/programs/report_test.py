#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap report: the page is whole and asks for nothing, no name becomes more than text, its size is bounded, and its
figures are those of netcap stats.  What it looks like is for report_page.py, which needs a browser."""
import fcntl
import html.parser
import json
import re
import shutil

import e2e
import reported
from e2e import DEMO, DONE, FAILED, PARTIAL, USAGE, equal, test
from made import netcap

MOST = 3000000


class Elements(html.parser.HTMLParser):
    """Scripts and styles, each with its type, and what each element would load."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.inside, self.blocks, self.loaded, self.handlers = None, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.loaded += [value for key, value in attrs if key in ("src", "href", "srcset", "action", "data", "poster")]
        self.handlers += [key for key, _ in attrs if key.startswith("on") or key == "style"]
        self.inside = (tag, given.get("type"), []) if tag in ("script", "style") else None
        if self.inside:
            self.blocks.append(self.inside)

    def handle_data(self, data):
        if self.inside:
            self.inside[2].append(data)

    def handle_endtag(self, tag):
        self.inside = None


def blocks(text):
    """Of a page: [(tag, type, content)]."""
    return [(tag, kind, "".join(content)) for tag, kind, content in Elements(text).blocks]


@test
def the_page_is_whole_and_its_policy_allows_what_is_in_it_and_nothing_else(folder):
    text = reported.page(reported.run(folder, DEMO), status=DONE)
    assert text.startswith("<!doctype html>\n") and text.endswith("</html>\n"), "its ends"
    assert "{{" not in re.sub(r"<script.*?</script>", "", text, flags=re.S), "a part is missing"
    found = blocks(text)
    allowed = reported.policy(text)
    equal(allowed["default-src"], ["'none'"], "the policy")
    equal([(tag, kind) for tag, kind, _ in found], [("style", None), ("script", "application/json"), ("script", None),
                                                    ("script", None)], "blocks")
    equal(sorted(allowed["script-src"]), sorted(reported.source(content) for tag, kind, content in found
                                                if tag == "script" and not kind and content), "scripts")
    equal(allowed["style-src"], [reported.source(found[0][2])], "styles")
    equal([Elements(text).loaded, Elements(text).handlers], [[], []], "what it loads, and handlers")


@test
def what_json_says_is_what_the_page_has(folder):
    out = reported.run(folder, DEMO)
    inside, said = json.loads(blocks(reported.page(out))[1][2]), reported.figures(out)
    for each in inside, said:
        each.pop("made")
    equal(inside, said, "the figures")


@test
def figures_are_those_of_netcap_stats(folder):
    out = reported.run(folder, DEMO)
    found = reported.figures(out)
    reported.same_as_stats(out, found)
    equal(found["run"]["packets"], json.loads((out / "run.json").read_text())["packets"], "packets")
    _, columns = reported.stats(out, "IPv4", "--select=Protocol")
    parts = {part["name"]: part["packets"] for part in found["traffic"]["parts"]}
    equal(parts["ICMP"], next(one["count"] for one in columns["Protocol"]["top"] if one["value"] == 1), "ICMP")
    for part in found["traffic"]["parts"]:
        equal([sum(part["packets_by_time"]), sum(part["bytes_by_time"])], [part["packets"], part["bytes"]], part["name"])


@test
def tables_of_some_records_say_which(folder):
    out = reported.run(folder, DEMO)
    found = reported.figures(out)
    tables = {table["id"]: table for table in found["tables"]}
    for name, column in ("dns-codes", "ResponseCode"), ("dns-servers", "Context.SrcIP"), ("tree", "EndReason"):
        where, kind = tables[name]["where"], tables[name]["record"]
        assert where, f"{name} does not say of which records it is"
        equal(tables[name]["counted"], reported.stats(out, kind, f"--select={column}", f"--where={where}")[0], name)
    equal(tables["http-hosts"]["where"], "", "hosts of HTTP")
    equal({one["count"] for one in found["histograms"]}, {tables["tree"]["counted"] + tables["tunnels"]["counted"]}, "conversations")


@test
def wrong_checksums_are_those_that_reasons_and_connections_tell(folder):
    out = reported.run(folder, DEMO)
    found = reported.figures(out)["run"]
    reasons = found["reasons"]["marked"] + found["reasons"]["noted"]
    told = [one["packets"] for one in reasons if "wrong checksum" in one["reason"]]
    _, columns = reported.stats(out, "Connection", "--select=NumWrongChecksums")
    carried = sum(int(one["value"]) * one["count"] for one in columns["NumWrongChecksums"]["top"])
    assert sum(told), "the capture has none"
    equal([found["counts"]["wrong_checksums"], carried], [sum(told)] * 2, "wrong checksums")


@test
def a_hostile_name_is_text_and_nothing_else(folder):
    out = reported.run(folder, reported.hostile(folder / "in.pcap"))
    text = reported.page(out)
    found = blocks(text)
    equal(len(found), 4, "styles and scripts")
    assert "<" not in found[1][2], "the figures have a <"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", found[1][2]), "a control character is in the page"
    tables = {table["id"]: table for table in json.loads(found[1][2])["tables"]}
    agents = [row[0] for row in tables["http-agents"]["rows"]]
    assert reported.NAMES[0] in agents and reported.NAMES[4] in agents, f"agents are {agents}"


@test
def a_page_of_more_than_is_kept_is_small_and_says_what_it_lacks(folder):
    out = reported.run(folder, reported.crowd(folder / "in.pcap"))
    text = reported.page(out)
    assert len(text.encode()) < MOST, f"{len(text.encode())} bytes"
    found = json.loads(blocks(text)[1][2])
    hosts = next(table for table in found["tables"] if table["id"] == "hosts")
    equal([hosts["exact"], hosts["distinct"], hosts["counted"]], [False, 16384, 60000], "hosts")
    assert hosts["missing"] and found["time"]["bins"] <= 720, "what it lacks"
    equal(sum(sum(part["packets_by_time"]) for part in found["traffic"]["parts"]), 30000, "packets by time")


@test
def it_says_where_the_page_is_and_replaces_nothing_unasked(folder):
    out = reported.run(folder, DEMO)
    done = netcap("report", out, status=DONE)
    assert f"{out}/report.html" in done.stdout and f"file://{out}/report.html" in done.stdout, done.stdout
    odd = folder / "a b#c"
    odd.mkdir()
    said = netcap("report", out, "-o", odd / "é.html", status=DONE).stdout
    assert f"file://{folder}/a%20b%23c/%C3%A9.html\n" in said, said
    first = (out / "report.html").read_bytes()
    assert first.endswith(b"</html>\n") and not (out / "report.html.part").exists(), "it is not whole"
    equal((out / "report.html").stat().st_mode & 0o777, 0o640, "its mode")
    done = netcap("report", out, "-o", out / "report.html", status=USAGE)
    assert "is there already" in done.stderr and "--overwrite" in done.stderr, done.stderr
    netcap("report", out, "--overwrite", status=DONE)
    netcap("verify", out, status=DONE)


@test
def no_file_of_a_run_is_written_over(folder):
    out = reported.run(folder, DEMO)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for options in (["-o", out / "TCP.ncap.gz"], ["--json", "-o", out / "run.json"], ["-o", DEMO], ["-o", out / ".html"]):
        done = netcap("report", out, "--overwrite", *options, status=USAGE)
        assert "give another name" in done.stderr or "expected a name" in done.stderr, done.stderr
    equal({path.name: path.read_bytes() for path in out.iterdir() if path.name in before}, before, "the files")


@test
def damage_is_said_and_shown_and_the_rest_is_there(folder):
    out = reported.run(folder, DEMO)
    path = out / "UDP.ncap.gz"
    path.write_bytes(path.read_bytes()[:-30])
    done = netcap("report", out, "--json", status=PARTIAL)
    found = json.loads(done.stdout)
    equal([one["file"] for one in found["read"]["damaged"]], ["UDP.ncap.gz"], "damaged files")
    assert "UDP.ncap.gz" in done.stderr and found["read"]["damaged"][0]["how"] in done.stderr, done.stderr
    assert any(kind["type"] == "TCP" and kind["records"] for kind in found["types"]), "the rest"


@test
def records_without_a_report_of_their_run_have_a_page(folder):
    out = reported.run(folder, DEMO, "--include=DNS")
    (out / "run.json").unlink()
    found = reported.figures(out)
    equal([found["run"], found["traffic"]["of"]], [None, "records"], "run and traffic")
    equal([part["name"] for part in found["traffic"]["parts"]], ["DNS"], "parts")
    (out / "run.json").write_text("{")
    assert "run.json" in netcap("report", out, "--json", status=PARTIAL).stderr, "nothing is said of run.json"


@test
def sets_are_told_apart_and_one_of_them_has_the_page_of_a_run(folder):
    out, one = reported.sets(folder), folder / "one"
    count = len(list(out.glob("run-*.json")))
    assert count > 1, "there is one set"
    done = netcap("report", out, "--json", status=DONE)
    found = json.loads(done.stdout)
    equal([found["run"], found["sets"]], [None, count], "run and sets")
    assert f"holds {count} sets of files" in done.stderr and "not added up" in done.stderr, done.stderr
    newest = re.search(r"as (\*-\S+\.\*),", done.stderr)[1]
    one.mkdir()
    for path in out.glob(newest):
        shutil.copy(path, one)
    done = netcap("report", one, "--json", status=DONE)
    equal([json.loads(done.stdout)["sets"], done.stderr], [1, ""], "sets of one, and what is said")
    equal(json.loads(done.stdout)["run"]["packets"], json.loads(next(one.glob("run-*.json")).read_text())["packets"], "packets")


@test
def pseudonyms_are_called_so(folder):
    was, out, key = reported.run(folder, DEMO, "--include=IPv4"), folder / "out", folder / "key"
    equal(reported.figures(was)["addresses"], None, "addresses of a run")
    netcap("anonymize", f"--make-key={key}", status=DONE)
    netcap("anonymize", was, "-o", out, f"--key={key}", "--drop-text", status=DONE)
    found = reported.figures(out)
    equal([found["addresses"], found["run"]["anonymized"]["addresses"]], ["pseudonyms", "prefix-preserving"], "addresses")


@test
def a_run_that_found_nothing_has_a_page_that_says_so(folder):
    e2e.write_capture(folder / "in.pcap", reported.HEAD, [])
    out = reported.run(folder, folder / "in.pcap")
    said = netcap("report", out, status=DONE)
    assert "found no records" in said.stderr and "report.html" in said.stdout, said.stderr + said.stdout
    text = (out / "report.html").read_text(encoding="utf-8")
    found = json.loads(blocks(text)[1][2])
    equal([found["types"], found["read"]["files"], found["run"]["packets"]["all"]], [[], 0, 0], "types, files, packets")
    assert "This run found no records" in text, "the page does not say so"
    (out / "TCP.csv").write_text("")
    netcap("report", out, "--overwrite", status=FAILED)


@test
def the_same_run_has_the_same_figures(folder):
    out = reported.run(folder, DEMO, "--include=DNS,Connection")
    one, other = (netcap("report", out, "--json", status=DONE, env=e2e.environment()).stdout for _ in range(2))
    equal(one, other, "the figures")
    equal(json.loads(one)["made"], "1970-01-01T00:00:01.000000Z", "when the page was made")


@test
def what_a_run_does_not_tell_is_not_called_none(folder):
    out = reported.run(folder, DEMO, "--include=IPv4")
    assert reported.figures(out)["run"]["counts"]["wrong_checksums"], "the capture has no wrong checksum"
    told = json.loads((out / "run.json").read_text())
    for key in "reasons", "packets":
        told.pop(key)
    (out / "run.json").write_text(json.dumps(told))
    found = reported.figures(out)["run"]
    equal([found["counts"]["wrong_checksums"], "packets" in found], [None, False], "wrong checksums, and packets")


@test
def a_folder_without_records_is_refused(folder):
    (folder / "empty").mkdir()
    assert "holds no records" in netcap("report", folder / "empty", status=FAILED).stderr
    equal(list((folder / "empty").glob("*.html")), [], "pages")
    shutil.rmtree(folder / "empty")
    netcap("report", folder / "empty", status=USAGE)


@test
def what_is_no_folder_of_a_run_is_named(folder):
    missing, file = folder / "missing", folder / "file"
    file.write_text("")
    for operands, told in ((missing,), f"{missing}: No such file"), ((file,), f"{file}: is no folder"), \
                          ((folder, file), f"{file}: is one too many, after {folder}"), ((), "expected the folder of a run"):
        said = netcap("report", *operands, status=USAGE).stderr
        assert told in said and "expected the folder of" in said, f"of {operands} it says {said}"


@test
def who_cannot_write_beside_the_records_is_told_of_a_file(folder):
    out = reported.run(folder, DEMO, "--include=DNS")
    with open(out / ".netcapd.lock", "w", encoding="ascii") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        said = netcap("report", out, status=USAGE).stderr
        assert "another netcapd writes there" in said and "a file in another folder, as -o FOLDER/report.html" in said, said
        netcap("report", out, "-o", folder / "page.html", status=DONE)
    assert "ends with .html" in " ".join(netcap("report", "--help", status=DONE).stdout.split()), "the help"


@test
def the_version_says_what_draws(_):
    said = netcap("--version", status=DONE).stdout
    assert re.search(r"^report: (drawn by d3 \d+\.[\d.]+|tables only; built without d3, which needs node-d3)$", said, re.M), said


if __name__ == "__main__":
    raise SystemExit(e2e.main())
