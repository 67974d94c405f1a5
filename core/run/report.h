/* SPDX-License-Identifier: Apache-2.0 */
/* What a run says of itself, for programs: run.json in its folder; of a set of files.
 *
 *     format       1; fields are added to it, none is taken away
 *     program      "netcapd" and its version
 *     compressor   what makes gzip of blocks: another one gives other bytes for the same records
 *     status       "running", "done", "partial" (something could not be read or decoded), "failed"
 *     exit_status  as the manual has it; null while it runs
 *     started      UTC, RFC 3339
 *     ended        null while it runs
 *     created      what the headers of its files say: seconds since 1970, with six decimals
 *     run_id       32 hexadecimal digits that no other run has, and that the headers of its files
 *                  say, too: of a live capture, and with sets; null: it has none, as files that
 *                  are decoded again are to be the same to the byte
 *     set          the number of the set within the run, from 1; null: there are no sets
 *     closed_by    why the set was closed: "size", "time", "records" (--rotate-...), "hangup",
 *                  "end" (of the run); null: it is not, or there are no sets
 *     sources      the captures as they were named, or the interface
 *     interrupted  whether it was asked to stop before it had read all
 *     inputs       each file that was to be read, or the interface: path; bytes of it, and modified
 *                  (UTC, RFC 3339; null of what is no file), both when the run began; sha256 of the
 *                  file as it lies there, null when it was not read to its end, cannot be, or need
 *                  not be (--input-sums), and then no_sha256: why; format (null: not known),
 *                  compression, packets that were found in it, whatever became of them, first and
 *                  last: the earliest and the latest of their times (null: they have none),
 *                  link_types of theirs, the first eight.  Of an interface also received: packets
 *                  that came to it, of which dropped_by_kernel and dropped_by_interface were lost,
 *                  and unread were not read before the end
 *     options      those that change what is written, all of them, as --set takes them
 *     plugins      each: plugin, file, abi (of the SDK that it was built with)
 *     files        what lies in the folder: name, type of records (null: packets), how many of
 *                  them, bytes on disk, sha256 of these (null while it runs); of packets also how
 *                  many were left out for the size.  No other member but older and claimed, which
 *                  are of files too, has a member that is called name
 *     packets      all, and how many of them were decoded, unknown, refused, set_aside; dropped
 *                  ones were read and given up at a second interrupt
 *     filtered     packets that the filter left out; of an interface this is known at the end
 *     drops        packets that are lost, by who lost them: kernel (its buffer was full, as they
 *                  came faster than they were taken), interface (before that), netcapd (at an
 *                  interrupt: received and not read, or read and given up)
 *     left_out     packets that were read, and are not in the range that was asked for: of none of
 *                  these classes
 *     marked       how many of them have a record that says that it is malformed
 *     noted        of how many of them a plugin noted something, though nothing is wrong with them
 *     reasons      of unknown, refused, set_aside, marked, noted: each reason, and how many packets
 *                  had it (several may be marked or noted of one); the first 512 that came.
 *                  reasons_left_out: how many packets had others
 *     reassembly   how often what happened, all from the start of the run: see below
 *     limits       those that were reached: limit (an option, NAME.max_flows of a flow model, or
 *                  "conversations": packets with more levels than flows see), and count: how often
 *     hygiene      how clean the capture is, in one place: see below
 *     switched_off plugins that failed too often: plugin, failures, how many of them were hangs
 *     held_lost    what was still under way at the end and is lost: what ("fragments", "streams",
 *                  "flows of TYPE"), reason
 *     warnings     what was said on standard error; warnings_left_out: how many more
 *     older        files of an earlier run that still lie there
 *     claimed      while it runs: names that it may give to files yet, and nobody had before; what
 *                  has one of them when the run was killed is its
 *     sent         of each destination of --to, once the run waits no longer for what is left: to,
 *                  without who logs in; complete: whether it has acknowledged all that is in files;
 *                  acknowledged_files, whole ones, and acknowledged_records in all; left_files,
 *                  left_records, and left_bytes on disk: what it has not.  complete is false and
 *                  nothing is left where something cannot be sent to it, which is said.  With sets
 *                  in the report of the last one, of its files.  null: nothing is sent, or the run
 *                  was killed before that
 *     sum          the last: SHA-256 of all that stands before the comma before it
 *
 * A run that writes sets has one such report of each, run-TIME.json: started and ended are those of
 * the set, and all that is counted, packets, reasons, reassembly, limits, hygiene, files, warnings
 * and the status are of the set alone.  Of the run up to then are inputs other than an interface,
 * interrupted and switched_off; status and exit_status of the last set, the one that was closed by
 * the end, are the run's.
 *
 * The members of reassembly:
 *
 *     fragments                of datagrams; of them fragments_repeated brought nothing new, and
 *                              fragments_overlapping had bytes of others and new ones
 *     datagrams                put together; of the others datagrams_incomplete were given up when
 *                              the rest did not come in time, datagrams_evicted for lack of room,
 *                              datagrams_contradictory for overlaps that may not be, or sizes that
 *                              contradict each other
 *     wrong_checksums          fragments, segments and datagrams of conversations passed over
 *     checksums_left_to_card   of them without a right checksum, taken all the same; packets of
 *                              other protocols, and each reason, are in reasons.noted
 *     segments_merged_by_card  of those: with a wrong checksum, neither zero nor the pseudo
 *                              header's, and longer than a frame, as merged segments are
 *     wrong_checksums_read     segments with a merely wrong one that were acknowledged, and in
 *                              whose place nothing else came
 *     connections              of segments; conversations: of datagrams that a plugin reads
 *     expected_forgotten       connections and conversations that plugins expected: too many
 *     evicted                  ended early: too many (max-streams)
 *     unread                   connections that no plugin reads
 *     refused                  times that bytes were no message of the protocol that read them
 *     no_memory                segments, or sides of a connection, given up (stream-memory)
 *     segments                 of connections; of them segments_out_of_order came before what
 *                              precedes them, segments_repeated brought nothing new,
 *                              segments_overlapping some new bytes and some that had come
 *     segments_outside         of any window that could have been offered: passed over, as are
 *                              resets_not_believed (RSTs with another number than the one that is
 *                              waited for) and openings_not_believed (SYNs for a connection that
 *                              stands)
 *     gaps                     skipped in streams, and bytes_missing in them
 *     acknowledged_unseen      segments that acknowledge bytes behind all that the capture has of
 *                              that side, cut off ones too, and which none acknowledged before;
 *                              of a side that never spoke there are none
 *
 * The members of hygiene; others of it are those of packets and reassembly that have the same name:
 *
 *     first, last              the earliest and the latest time of a packet; null: there is none
 *     backwards                packets with a time before that of the packet before them
 *     duplicates               packets of which the bytes behind the link header are those of the
 *                              last such packet, with a time within 1 s of its own, among the
 *                              65536 before; null: not looked for
 *     cut                      packets that had more bytes than the capture has
 *     link_types               each: link_type, packets; the first 64.  link_types_left_out: how
 *                              many packets have others
 *     flows                    of each flow model: type, flows begun, and how many ended for which
 *                              reason: those in evicted were cut short by NAME.max_flows
 */
#ifndef REPORT_H
#define REPORT_H

#include "base/out_folder.h"
#include "output/older.h"
#include "output/run_id.h"
#include "run/said.h"
#include "run/supervisor.h"

#include <time.h>

enum { REPORT_RUNNING = -1, REPORT_NAME = 48 };

struct counts;

struct report {
    const struct out_folder *folder;
    const struct older *older;
    char run_id[RUN_ID_TEXT]; /* "": it has none */
    const char *const *sources;
    size_t n_sources;
    char **options; /* "NAME.KEY=VALUE"; the last is NULL */
    char name[REPORT_NAME]; /* of the report in the folder */
    uint64_t set;           /* the number of the set that it is of; 0: of the whole run */
    const char *closed_by;  /* why the set was closed; NULL: it is not */
    const struct counts *opened; /* what had been counted when it was opened; NULL: nothing */
    struct timespec started;
    struct said said;
    double flushed; /* when the output was, as of the last writing; */
    double written; /* when that was */
    bool naming;    /* the files are about to get their final names */
    bool over;      /* so that files do not change any more */
    bool turning;   /* they are told by the names that they get when it is on disk */
    bool failed;    /* which was said */
};

/* From now on hears what is said. */
void report_begin(struct report *);

/* Writes it anew: of a run that goes on with REPORT_RUNNING, else with its exit status.  False, and
 * it is said, when it cannot be written. */
bool report_write(struct report *, struct supervisor *, int exit_status);

/* What report_write() would write, of these counts; and how it does, in any thread: NULL, or what
 * could not be done, with errno set.  With `sync` it outlasts a power cut. */
void report_text(struct report *, const struct supervisor *, struct counts *, int exit_status,
                 struct textbuf *);
const char *report_save(const struct out_folder *, const char *name, const struct textbuf *,
                        bool sync);

/* It is of another set from now on, and what was said before is not of it. */
void report_turn(struct report *, const char *set, uint64_t number, const struct counts *opened);

/* Takes it away. */
void report_remove(const struct report *);

void report_end(struct report *);

#endif
