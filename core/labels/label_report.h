/* SPDX-License-Identifier: Apache-2.0 */
/* label.json: what was labelled, by what, and how.  Its members:
 *
 *     program, created         what made it, and when
 *     options                  what was said: "column=Label", in the order of the help
 *     records, labelled        records of all files that were not left out; those with a label
 *     several                  of them those that had labels of other texts as well
 *     undecided                records that do not say what labels ask about which may be theirs:
 *                              protocol, ports; their column is empty
 *     nobody                   records without addresses or a time; their column is empty
 *     by_ends, by_hosts, by_net, by_time
 *                              labelled records by what joined them: both ends with their ports,
 *                              both addresses, addresses of one side, nothing but time
 *     values                   each label: label, records
 *     labels                   each label file in the order of the command line, the first of
 *                              which wins: path, format, sha256, bytes, lines, labels (lines that
 *                              are labels), matched (of them those about records), none (lines that
 *                              are no labels), nowhere (without an address), broken, zone_taken
 *                              (times without a zone), zone_seconds (east of UTC, as they were
 *                              taken), by_ends and so on: its labels
 *     inputs                   each file of records: path, sha256, bytes, records, labelled,
 *                              several, undecided, nobody, left_out: why, or null
 *     files                    each file made: name, sha256, bytes
 */
#ifndef LABEL_REPORT_H
#define LABEL_REPORT_H

#include "base/say.h"
#include "labels/labelling.h"

#define LABEL_REPORT_NAME "label.json"

/* Writes it to the folder of what was made; STATUS_FAILED, and it is said, when that cannot be
 * done. */
enum status label_report(struct labelling *, const char *const *options, size_t n);

#endif
