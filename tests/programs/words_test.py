#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One idea has one name, and one name stands for one idea: words that the tree gave up, and what it
says instead.  What the SDK offers has never changed its name and is not looked at.
"""
import re

from e2e import SOURCE, equal, test

# Where, as the beginning of a path; the word; what is said instead.
GIVEN_UP = (
    ("", r"stream_(open|damage|compression|position|size|close)|struct stream\b", "source"),
    ("core/", r"base/message|\bmessage_(head|send|receive)|\bMESSAGE_[A-Z]+", "say, ipc"),
    ("", r"packet_?file(?!s)\w*|pcapfile\w*|capfile\w*", "capture_writer, pcap_format, capture_reader"),
    ("", r"capfilter\w*|capture_room|CAPTURE_ROOM\w*", "packet_filter, capture_buffer"),
    ("", r"ncap(schema|wire|info|file)\w*|ncap_(schema|message|field|enum)\w*", "schema, wire, info, record_file"),
    ("", r"readmem\w*|now_seconds", "memory, clock_seconds"),
    ("", r"(?:size_t|uint32_t|uint64_t|int) \*?room\b|\w*make_room|textbuf_room|(linear|state|chunk)_room",
     "size, space, capacity: a room is a stage's part of a batch"),
    ("core/", r"struct work\b|stage_(jobs|work)\w*", "stage_run, stream_call"),
    ("core/", r"journal_\w+|JOURNAL_(?!STREAM)\w+|in_journal", "checkpoint: the journal is undo's"),
    ("core/", r"\w*extras?\b(?<!_extra)|EXTRAS_MAX", "late sightings"),
    ("", r"nc_sighting \*?seen\b|(?:->|\.)seen\.", "sighting"),
    ("core/reassembly/", r"struct (half|block|piece|chunk|span|segment|fragment|key|list|work)\b|HALF_\w+|BLOCK_\w+",
     "side, cell, segment_bytes, sector, units, stream_input, defrag_input, connection_key"),
    ("core/", r"plugin_(choose|read|leave|refuse|view|worth|give_up)\b|NOBODY(_YET)?", "reader, hook, offer"),
    ("core/", r"plugins_(find|slot|catalog)\b", "dispatch_find, catalog_of"),
    ("core/", r"shared_(publish|claim|finish|stop|wait_for_work)", "task_publish, task_claim, task_finish"),
    ("core/output/", r"output_take_\w+|output_file\.h|place_in_room|struct (place|file)\b",
     "merge, part_file, merge_position, block_owner"),
    ("core/output/", r"struct source\b", "room_reader"),
    ("core/", r"encode_(program|compile)\w*|varint_size(?<!wire_varint_size)|put_varint(?<!wire_put_varint)",
     "encoder, wire_put_varint"),
    ("core/", r"struct spared|\bspared?\b|stalls\b", "deaths, blames_flow"),
    ("core/", r"limits_(take|text)\b|struct ini_entry|settings_take_ini",
     "a row of options.c and its binding"),
    ("plugins/", r"flowkey\w*|resync\w*|look_for_message|lost_its_place", "flow.h, stream.h of the SDK"),
)


def given_up(path, text):
    return [f"{path}:{number}: {found.group(0)}: say {instead}"
            for number, line in enumerate(text.splitlines(), 1)
            for where, word, instead in GIVEN_UP if path.startswith(where)
            for found in [re.search(rf"(?<![\w]){word}" if word[0].isalpha() else word, line)] if found]


def sources():
    for top in ("core", "plugins", "tests"):
        for path in sorted((SOURCE / top).rglob("*.[ch]")):
            name = str(path.relative_to(SOURCE))
            if not name.startswith("tests/abi/"):
                yield name, path.read_text(encoding="utf-8")


@test
def every_word_given_up_is_found_in_a_text_that_has_it(_):
    samples = ("stream_open(x)", "MESSAGE_SPAWN", "struct capfile *f", "capture_room", "ncapfile_open",
               "readmem", "size_t room)", "struct work *w", "journal_n_notes", "b->n_extras", "pkt->seen.time",
               "struct half *h", "plugin_choose(w)", "plugins_find(p)", "shared_claim(s)", "output_take_all(o)",
               "struct source *s", "put_varint(to)", "struct spared last", "limits_take(l)", "flowkey.h")
    homes = [where + "output/x.c" if where in ("", "core/") else where + "x.c" for where, _, _ in GIVEN_UP]
    assert len(samples) == len(GIVEN_UP)
    equal([sample for sample, home in zip(samples, homes) if not given_up(home, sample)], [])


@test
def no_word_given_up_is_said(_):
    equal([fault for name, text in sources() for fault in given_up(name, text)], [])


if __name__ == "__main__":
    import e2e
    raise SystemExit(e2e.main())
