/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "netcapd_manual.h"

#include "base/argtable_manual.h"
#include "settings/options.h"

static const struct manual_row manual[] = {
    { "EXIT STATUS", "0", "Done." },
    { NULL, "1",
      "An output could not be written, standard output too, or another error at run time: an "
      "interface that went away, less free space than --min-free asks for. Not all was sent to "
      "each --to=URL: it is on disk, and is said." },
    { NULL, "2",
      "Wrong options or configuration; a folder that holds records, is another run's, or has in "
      "it what is read, under the name of a file to be written; a --to=URL that can never work, as "
      "one of an unknown scheme or with a key that cannot be read." },
    { NULL, "3",
      "Done, but something could not be read or decoded: a damaged or truncated capture, an "
      "interrupted run, a packet that a plugin crashed on, packets that a live capture dropped, "
      "packets longer than 262144 bytes or with a time beyond all dates." },
    { NULL, "4", "A plugin was refused." },
    { "SIGNALS", "INT, TERM, HUP",
      "Stop reading, decode and write what was read, leave; a second one drops what is not decoded "
      "yet. Of a live capture, what the kernel had received by then is still read. A HUP that is "
      "ignored at the start, as nohup(1) has it, stays ignored." },
    { NULL, "HUP, with --rotate-...", "Close the set of files, and open the next one." },
    { NULL, "USR1", "Print the summary so far on standard error." },
    { NULL, "USR2, ALRM, PIPE", "Nothing." },
    { "PRIVILEGES", NULL,
      "Started as root, it opens the interface, makes the folder, and goes on as somebody else for "
      "good; see --user and netcap-security(7). An ordinary user captures after 'setcap "
      "cap_net_raw=ep' of the installed program." },
    { "OPERATION", "metrics",
      "/metrics at --metrics has Prometheus's text format 0.0.4; HELP lines say what each figure "
      "is. A process of its own serves them, which has nothing of the run but these figures and "
      "is not started again when it dies: the run goes on. A socket unix:PATH is its user's "
      "alone, and replaces one that nobody listens at." },
    { NULL, "sending",
      "Before anything else 'netcap send --check' is asked whether it could work, as the user who "
      "the run becomes (--user), who has to be able to read keys; else the run is not begun. "
      "For each --to=URL 'netcap send' is started on the folder of the run, from where netcapd is "
      "or PATH, with --send-options, and again when it ends early, 1 to 60 seconds later; not when "
      "it refuses its options. "
      "When the run is over what is left has 30 seconds, less at another interrupt; then it is "
      "said that some is left, which is on disk, and the status is 1; it is 3, if it was 0, when "
      "all was sent but what cannot be, as 'netcap send' says. sent in run.json tells in the end "
      "what each destination has and what is left. There may be 16 of them. How far each "
      "destination is stands in /metrics (netcap_send_...) and in what netcap status tells." },
    { NULL, "processor time",
      "With --verbose the summary ends with where it went: the supervisor's, which reads and "
      "writes, each stage's, and that of packing. The supervisor and each stage but dissection do "
      "one thing at a time, however many workers there are; serial is the most that one of them "
      "took, and the share of all that more workers cannot divide." },
    { NULL, "service manager",
      "Started by systemd with Type=notify it tells READY=1 when packets are about to be read, "
      "STATUS=, STOPPING=1, and with WatchdogSec= that it goes on. Where standard error is the "
      "journal lines begin with their level: <3> errors, <4> warnings, <6> what --verbose adds." },
    { NULL, "netcapd@INTERFACE.service",
      "Captures from an interface to /var/lib/netcap/INTERFACE, with NETCAPD_OPTIONS of "
      SYSCONFDIR "/default/netcapd. netcap-send@INTERFACE.service sends what is there to "
      "NETCAP_SEND_TO, with NETCAP_SEND_OPTIONS of " SYSCONFDIR "/default/netcap-send; "
      "netcap-collect.service takes what others send to NETCAP_COLLECT_LISTEN, with "
      "NETCAP_COLLECT_OPTIONS of " SYSCONFDIR "/default/netcap-collect, and writes to "
      "/var/lib/netcap-collect/SENSOR. Each has a user of its own." },
    { NULL, "keys of services",
      "What 'netcap keys' made goes to /etc/credstore, which root alone need read, as "
      "netcap-send.ca, netcap-send.crt and netcap-send.key: systemd hands them to the service, "
      "whose options are --ca=netcap-send.ca --cert=netcap-send.crt --key=netcap-send.key. Of the "
      "collector they are netcap-collect.ca, .crt and .key." },
    { NULL, "several interfaces",
      "Packets are of one run, in the order of their times: where one interface has none, those of "
      "others wait 0.15 seconds for it. One that goes ends what is captured from it, and the run, "
      "with status 1, when it was the last." },
    { "ENVIRONMENT", "NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID, JOURNAL_STREAM",
      "What systemd sets: see OPERATION." },
    { NULL, "NETCAP_PLUGINS", "Folders of plugins, with a colon between two; see FILES." },
    { NULL, "SOURCE_DATE_EPOCH",
      "The time of creation in the files' headers, and all other times that are written, in "
      "seconds since 1970, with or without a fraction." },
    { NULL, "NO_COLOR", "No colours." },
    { "RECORDS", NULL,
      "A file's header has the schema of its type, with what each field means and its unit; "
      "'netcap fields' prints them. Fields from number 1000 on are not in the original's records. "
      "These say how records belong together:" },
    { NULL, "ConnectionID",
      "What a conversation is, the same in both directions: made of scopes, depth, addresses, "
      "ports "
      "and protocol. In flows of conversations and in what a transport carries: in its Context or, "
      "without one, in the record. Of flows it is a key with Part, and the direction where there "
      "are "
      "two. It depends on --ignore-tags." },
    { NULL, "FlowID", "The same of flows that are no conversations, with Part." },
    { NULL, "Part",
      "A flow that is ended and goes on, or whose ends are used anew, has several records: from 1, "
      "rising." },
    { NULL, "Depth, Tunnel, TunnelID",
      "Where a flow was first seen: how many network headers stand around its own, and the "
      "innermost "
      "tunnel. Beside them the identifiers of the innermost tag and, of several, of the outermost "
      "(0: none, or a tag that gives a priority only)." },
    { NULL, "CommunityID",
      "What other tools give the same addresses and ports: version 1, seed 0." },
    { NULL, "UID", "The original's, of addresses and ports alone: not unique." },
    { NULL, "PacketNumber",
      "Of the packet that completed the record, from 1, through all that the run reads." },
    { NULL, "EndReason",
      "Of flows: closed (by both sides), reset, idle and active (time-outs), reused (their ends "
      "began "
      "anew), evicted (more than max_flows), input-end." },
    { NULL, NULL,
      "Records of packets stand in the order of the packets, those of flows by the second of the "
      "capture's clock in which the flow ended, then by the number of its first packet: the same "
      "whatever --workers says." },
    { "EVERY CAPTURE BY ITSELF", NULL,
      "With --each every capture is a run of its own: its records are those of a run over it "
      "alone, to the byte, and no flow or stream goes on from one to the next. Plugins are loaded "
      "once, and as many captures as there are workers go on side by side, the largest first; "
      "where one is most of them all, fewer go on, each with more workers." },
    { NULL, "Folders",
      "Each capture has one below --out, with its name. Where one folder is named and nothing "
      "else, its tree is that of --out: -r DIR makes a/b.pcap of DIR/a/b.pcap. Otherwise what is "
      "named keeps the path as it was named, less '/', '.' and '..': -r DIR -r x.pcap makes "
      "DIR/a/b.pcap and x.pcap. Two captures for one folder are refused before anything is done." },
    { NULL, "Passed over",
      "Said, and no more, in folders: files that are no captures, what netcapd itself wrote, "
      "--out, links to folders, pipes and devices; names that begin with a dot without a word. A "
      "file that cannot be read, and a link that leads nowhere, cost status 3." },
    { NULL, "Going on",
      "The same command given again goes on where it was stopped, by an interrupt, a kill, or a "
      "full disk: a run is whole when its run.json has the status done or partial and was not "
      "interrupted; others are done again. One whose capture has another size or time since, or "
      "another path, or that was made with other settings, is refused, with status 2 in the end, "
      "and done again with --overwrite, which leaves those that are whole and would be the same "
      "as they are: to have them all again give another folder." },
    { NULL, "Exit status",
      "Of the gravest: 1 when a run failed, 2 when one was refused, 3 when something could not be "
      "read or decoded, or was left for the same command. After three failures in a row no other "
      "run begins. A second interrupt drops what is read and not decoded, as in a single run." },
    { "SETS OF FILES", NULL,
      "What goes on for months is cut into sets: with --rotate-time, --rotate-size or "
      "--rotate-records, of live captures and of --read=-, all files are closed together and "
      "others "
      "opened. Of several options the one that is reached first counts; a HUP closes a set at any "
      "time. No record is in two sets, and none in neither; flows are in the set in which they "
      "end." },
    { NULL, "Names",
      "TYPE-20261128T164800Z.ncap.gz, unknown-20261128T164800Z.pcapng.gz, "
      "run-20261128T164800Z.json: the time is UTC, when the set was opened. Where a file has such "
      "a "
      "name already, the whole set is called -20261128T164800Z-2, and on. A file without .part is "
      "whole and on disk." },
    { NULL, "--rotate-time",
      "By the wall clock, not by the times of packets, and at its round times: 1h closes a set at "
      "each full hour, 1d at midnight, UTC. The first set is shorter. In a set with nothing in it "
      "there is its report alone, which says that somebody looked." },
    { NULL, "--rotate-size, --rotate-records",
      "A set has at least so much: it is closed behind the next 256 packets at most, or what a "
      "stage "
      "gives out at once, and a size is looked at when it is on disk." },
    { NULL, "run-TIME.json",
      "What run.json is of a run, of the set alone: what is counted, files, status, warnings. set "
      "is "
      "its number in the run, run_id the same in all of them, closed_by says why it was closed: "
      "time, size, records, hangup, or end, of the run, whose status this one has." },
    { NULL, "A folder of sets is a log",
      "A run adds sets beside those that are there, whoever wrote them, and touches none: "
      "--overwrite is refused, and the lock is one run's at a time. What a killed run left as "
      ".part "
      "can be read, and stays; the next run says how many such sets there are." },
    { NULL, "--keep",
      "Removes the oldest sets after each turn, as long as there are more than N, more bytes than "
      "SIZE, or the oldest was closed longer than AGE ago; several with commas: "
      "--keep=500,200G,30d. Never the last whole set, nor one with .part files. When a file that "
      "is "
      "sent elsewhere was not acknowledged yet, it is said how much of that is lost." },
    { NULL, NULL,
      "'netcap' reads a folder of sets as one of files, those of a type the oldest first; 'netcap "
      "verify' looks at each set." },
    { "FILES", "TYPE.ncap.gz",
      "The records of one type, in the folder that --out names; none when there are none. "
      "TYPE.ncap with --compression=none. With --format also TYPE.parquet, TYPE.csv.gz, "
      "TYPE.tsv.gz, TYPE.jsonl.gz and TYPE.pb.gz: those that 'netcap export' makes of the same "
      "records, to the byte, whatever --workers says, but for a live capture, which flushes." },
    { NULL, "TYPE.2.parquet",
      "And on: where the end of a file would say too much of what is in it (16 MiB)." },
    { NULL, "unknown.pcapng.gz", "Packets with a protocol that no plugin decodes." },
    { NULL, "errors.pcapng.gz",
      "Packets that a plugin refused, crashed on or called malformed; the comment of each says "
      "which one, and why." },
    { NULL, "run.json",
      "What the run was, for programs: format (1), program, compressor, status (running, done, "
      "partial, failed), exit_status, created, run_id and set (what headers say), closed_by (SETS "
      "OF FILES), "
      "started, ended, sources, "
      "interrupted, inputs (RUN.JSON: INPUTS), options (those that change what is written), "
      "plugins, files (name, type, records or packets, bytes, sha256), packets by outcome (each is "
      "in one of them), left_out (out of range, and not among "
      "these), filtered, drops (by kernel, interface, netcapd), "
      "marked, noted, reasons (the first 512 "
      "of each outcome; reasons_left_out: packets with others), reassembly (RUN.JSON: "
      "REASSEMBLY), hygiene (RUN.JSON: HYGIENE), "
      "limits "
      "(reached: limit, count), switched_off (plugins), held_lost (what was under way at the end), "
      "warnings (the first 1000; warnings_left_out: how many more), older: files of an earlier run "
      "that are still there, and while it runs claimed: names that it may yet give to "
      "files, and sum: of all before it. 'netcap verify' compares it with the files. It is "
      "written at the start, each second, when a live capture writes to its files, before they get "
      "their names, and at the end." },
    { NULL, "*.part",
      "What any of these is called while it grows. A run that fails leaves them, readable to their "
      "end, but not those of Parquet: these get their last row group and the end that readers need "
      "when the run ends, and a flush passes them over, as many small row groups make poor files; "
      "where a live capture must not be lost, write ncap beside it. --overwrite removes those that "
      "its run.json lists, and replaces those that it writes itself." },
    { NULL, ".netcapd.lock",
      "Makes sure that a folder is one run's; a run that is killed leaves it, and it locks nothing "
      "then." },
    { NULL, PLUGINDIR, "The plugins that came with netcap; without --only-plugins." },
    { NULL, "~/.local/lib/netcap/plugins",
      "Plugins of one's own, if only oneself can write there; and those of the folders that "
      "$NETCAP_PLUGINS names, with a colon between two. They go before those that came with "
      "netcap, those of --plugins before both: one of the same name, record type or key is used in "
      "their place, with a warning." },
    { NULL, PROTODIR "/type.proto",
      "The schema of each type, in small letters, with a comment on each field." },
    { "RUN.JSON: REASSEMBLY", NULL,
      "Of fragments and the datagrams that were put together of them:" },
    { NULL, "fragments", "All that came." },
    { NULL, "fragments_repeated", "Brought nothing new." },
    { NULL, "fragments_overlapping", "Had bytes that others had too." },
    { NULL, "datagrams", "Put together." },
    { NULL, "datagrams_incomplete", "Not in time." },
    { NULL, "datagrams_evicted", "Given up for lack of room." },
    { NULL, "datagrams_contradictory", "Given up since their fragments contradict each other." },
    { NULL, NULL, "Of checksums, of both fragments and segments:" },
    { NULL, "wrong_checksums", "Passed over." },
    { NULL, "checksums_left_to_card", "Not right, and taken." },
    { NULL, "segments_merged_by_card", "Of them wrong, longer than a frame: merged." },
    { NULL, "wrong_checksums_read", "Acknowledged, and nothing else came in their place." },
    { NULL, NULL, "Of streams:" },
    { NULL, "connections", "Followed." },
    { NULL, "conversations", "Of datagrams, which a plugin reads." },
    { NULL, "expected_forgotten", "That plugins expected: too many." },
    { NULL, "evicted", "Ended early: too many." },
    { NULL, "unread", "By any plugin." },
    { NULL, "refused", "Times that bytes were none of their protocol." },
    { NULL, "no_memory", "Segments or sides given up." },
    { NULL, "segments", "All that came." },
    { NULL, "segments_out_of_order", "Before what precedes them." },
    { NULL, "segments_repeated", "Brought nothing new." },
    { NULL, "segments_overlapping", "Had bytes that others had too." },
    { NULL, "segments_outside", "Passed over: outside any window." },
    { NULL, "resets_not_believed", "Passed over: RSTs out of place." },
    { NULL, "openings_not_believed", "Passed over: SYNs for a connection that stands." },
    { NULL, "gaps", "That were passed." },
    { NULL, "bytes_missing", "In these gaps." },
    { NULL, "acknowledged_unseen",
      "Segments that acknowledge bytes behind all that the capture has, cut off ones too." },
    { "RUN.JSON: INPUTS", NULL,
      "Each file that was to be read, in that order, or each interface:" },
    { NULL, "path, bytes, modified", "Of the file, when the run began." },
    { NULL, "sha256, no_sha256",
      "Of the whole file as it lies there, damaged or not; null where it was not read to its end "
      "or cannot be read again, and then why." },
    { NULL, "format, compression", "pcap or pcapng; null where it is neither." },
    { NULL, "packets, first, last, link_types",
      "Found in it, whatever became of them; the earliest and the latest of their times." },
    { NULL, "received, dropped_by_kernel, dropped_by_interface, unread",
      "Of an interface: packets that came to it, those of them that were lost since the kernel's "
      "buffer was full, or by the interface before that, and those not read before the end." },
    { "RUN.JSON: HYGIENE", NULL,
      "How clean the capture is, in one place. What else stands there has the names, and the "
      "values, of packets (unknown, refused, set_aside; reasons tell more of them) and of "
      "reassembly." },
    { NULL, "first, last", "The earliest and the latest time of a packet." },
    { NULL, "backwards", "Packets with a time before that of the packet before them." },
    { NULL, "duplicates",
      "Packets that were captured twice: the bytes behind the link header are those of the last "
      "such packet among the 65536 before, and both times within a second. Null with "
      "--duplicates=off." },
    { NULL, "cut", "Packets of which the capture does not have all bytes." },
    { NULL, "link_types, link_types_left_out", "And how many packets have them." },
    { NULL, "flows",
      "Of each model: begun, and how many ended for which reason; evicted ones were cut short by "
      "max_flows." },
    { "EXAMPLES", "netcapd -r traffic.pcap -o out",
      "A capture into records: one file per type in out." },
    { NULL, "netcapd -r monday -r tuesday.pcapng.zst -o out",
      "The captures of a folder in the order of their names, then a compressed one." },
    { NULL, "netcapd --each -r dataset -o out",
      "Each capture in dataset and its folders by itself, in a folder of its own below out; again, "
      "to go on after an interrupt." },
    { NULL, "netcapd -r traffic.pcap --overwrite",
      "Records in traffic.netcap, in place of those that an earlier run left there." },
    { NULL, "ssh sensor tcpdump -w - | netcapd -r - -o out", "Packets from standard input." },
    { NULL, "netcapd -i eth0 --filter='udp port 53' -o out",
      "What an interface sees, until Ctrl-C." },
    { NULL, "netcapd -i eth0 -i eth1 --metrics=9470 --to=unix:/run/collector -o out",
      "Two interfaces in one run, with figures for Prometheus, and sent while it goes on." },
    { NULL, "netcapd -i eth0 --rotate-time=1h --keep=200G -o log",
      "For months: files of an hour each, the oldest of which go." },
    { NULL, "netcapd --include=TCP --set=TCP.payload=on -r traffic.pcap -o out",
      "Records of TCP only, with their payload." },
    { NULL, "netcapd --print-config > netcap.ini",
      "All settings there are, to be changed and given by --config=netcap.ini." },
    { "SEE ALSO", NULL,
      "netcap(1), netcapd.ini(5), ncap(5), netcap-records(7), netcap-security(7), "
      "pcap-filter(7)" },
};

void
netcapd_manual(FILE *to)
{
    argtable_manual(&(struct manual){ "netcapd", PACKAGE_VERSION,
                                      "turn packets into typed audit records", &netcapd_table,
                                      manual, sizeof manual / sizeof *manual },
                    to);
}

static const struct manual_row of_ini[] = {
    { NULL, NULL,
      "What netcapd is to do, given by --config=FILE, in place of options: sections in brackets, "
      "and below them keys with their values. A line that begins with ; or # is a comment. What is "
      "not there is as it is by default, what is given as an option goes first, and a section, "
      "key or value that there is not is refused with its line. A line has at most 198 "
      "characters." },
    { NULL, NULL,
      "'netcapd --print-config' prints all of it with the defaults and with what each key is for, "
      "for the plugins there are: a file to begin with." },
    { "SECTIONS", "[netcapd]", "The run; its keys are below." },
    { NULL, "[NAME]",
      "The plugin of that name, as 'netcapd --list-plugins' prints it. Each has the keys enabled "
      "and on, and those of its own, which 'netcapd --dump-plugin=FILE' prints." },
    { "KEYS OF A PLUGIN", "enabled = on|off",
      "Whether its records are written. What lies inside is still found." },
    { NULL, "on = SPACE:VALUE,...",
      "Which numbers of the layer below lead to it besides its own, as udp.port:5353, with commas "
      "between; may be repeated, and adds up. A model of flows has no such key." },
    { "FILES", SYSCONFDIR "/netcap/netcapd.ini",
      "What the unit netcapd@.service reads, where it is there." },
    { "EXAMPLES", "netcapd --print-config > my.ini", "A file with every key and its default." },
    { NULL, "netcapd --config=my.ini -r traffic.pcap -o out", "What it is for." },
    { "SEE ALSO", NULL, "netcapd(1), netcap-records(7)" },
};

void
netcapd_ini_manual(FILE *to)
{
    argtable_ini_manual(&(struct manual){ "netcapd.ini", PACKAGE_VERSION,
                                          "settings of netcapd and its plugins", &netcapd_table,
                                          of_ini, sizeof of_ini / sizeof *of_ini },
                        "netcapd", to);
}
