/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of label files read, and labels looked for. */
#ifndef LABELS_HELPER_H
#define LABELS_HELPER_H

#include "labels/label_formats.h"
#include "labels/label_match.h"

#include "harness.h"

/* A new file of that format begins: UTC for times without a zone, or none. */
void new_file(const struct label_format *, bool utc);
extern struct label_reading reading;

/* What becomes of its next line, and what it says, good until the next. */
enum label_answer line(const char *text);
extern struct label_said said;

/* Whether a side is this one address, and its port, or type or code, this; "": anybody, -1: any. */
bool side_is(int side, const char *address, int port);

/* Labels of one file, looked for. */
void new_labels(int64_t tolerance, int64_t late);
extern struct labels labels;
void add_line(const char *text);
extern uint32_t rank; /* of those that are added, where their format has none */

/* Who is looked for: protocol, both addresses and ports, from the one second to the other. */
const char *label_of(int protocol, const char *from, int port, const char *to, int port_to,
                     double first, double last);
extern bool several;

/* Meets who that is without looking at shifts; in how many places was looked. */
uint64_t meet(int protocol, const char *from, int port, const char *to, int port_to, double first,
              double last);

enum { DAY = 1795824000 }; /* 2026-11-28T00:00:00Z */

#endif
