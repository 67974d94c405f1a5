/* SPDX-License-Identifier: Apache-2.0 */
/* The figures as JSON, of bounded size: for the page, and for programs.
 *
 *     format       1; members are added, none is taken away
 *     program      "netcap" and its version
 *     folder       as it was named
 *     made         when, UTC
 *     run          of run.json what the page tells: its members as core/run/report.h has them, long
 *                  lists and texts cut, and counts: how long they were, and how many notes of wrong
 *                  checksums there are; null: there is none that can be read, or one of each set
 *     sets         how many sets the files are of, 1 where a run wrote none
 *     addresses    "pseudonyms" where the run was anonymized, as run.json says; else null
 *     read         files that were read, damaged ones of them: file, how; and how many were left
 *                  out, of too many types or with damage that is not listed
 *     time         from: when the first bin begins, seconds since 1970; width: of a bin, seconds;
 *                  bins: how many; null where nothing has a time
 *     traffic      of: "packets", or "records" where none are of packets; parts: name, packets,
 *                  bytes (of what the records say, 0 where they do not), and both by time
 *     types        each: type, about, records, bytes of them, files, without_time, first and last
 *                  (seconds since 1970; null: none has a time), and by_time, bins of types_by bins
 *                  of the time each
 *     beside       types that are on a link, and in no conversation
 *     tables       each: id, group, title, record, where (of which of them, as --where has
 *                  it; "": all), heads, keys (how many columns are), units of the
 *                  other columns, counted, distinct and exact: whether these are all, or those that
 *                  were largest; missing: how much a row may lack then; rows: the first of them
 *     histograms   each: id, title, record, field, unit, count, smallest, largest, from: where each
 *                  bin begins; parts: name, count, bins
 */
#ifndef FIGURES_JSON_H
#define FIGURES_JSON_H

#include "base/textbuf.h"
#include "records/run_file.h"
#include "report/figures.h"

/* run: what run.json says; NULL: nothing.  sets: how many its files are of.  No < is in it: it can
 * stand in a page. */
void figures_json(struct textbuf *, struct figures *, const char *folder, const struct json *run,
                  size_t sets);

#endif
