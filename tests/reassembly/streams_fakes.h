/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins of streams, made for tests: what they read, they tell. */
#ifndef STREAMS_FAKES_H
#define STREAMS_FAKES_H

#include "dissect/plugins.h"
#include "host.h"

#include <setjmp.h>

extern struct plugins fakes;
extern jmp_buf fake_crash; /* where they jump to when they crash */
extern uint64_t fake_shown, fake_asked; /* bytes to the picky one's probe, and how often */
extern uint64_t fake_offered; /* bytes that lines were looked for in, counted again each time */

/* A plugin that reads all of any stream; one that reads lines, of port 7000, and does as they say:
 *     pass N, pass all, hand, keep TEXT, answer, refuse, wrong, decline, crash, full
 *     give N TEXT: hands it on with this key; many N TEXT: once more than may be; both N TEXT: and
 *     refuses
 * one that reads all of streams that begin with "PICK", one of streams that begin with "LINE", line
 * by line, and one that reads nothing until it is all there will be. */
void with_reader(void);
void with_lines(void);
void with_picky(void);
void with_patient(void);
void with_picky_lines(void);

/* One that reads datagrams of a port, tells them with how many came before ("2:text"), and does as
 * they say, or expects: "expect PORT" of 10.0.0.1, "any PORT" of anybody, "stream PORT" over TCP.
 * One with a ! in it is refused.  The first of a conversation that it expected is told with an x.
 * At the end it tells how many there were. */
void with_datagrams(const char *name, uint16_t port);

/* One that decodes what was handed on with keys 1 and 3, up to a comma, does as it says, and leaves
 * what comes behind that to key 3.  Its tellings have the key as their side and .offset. */
#define FAKE_SPACE NC_SPACE('F', 'A', 'K', 'E')
void with_decoder(void);
extern char fake_elsewhere[];
enum nc_answer crashing_probe(const struct nc_stream *, struct nc_cursor *);
struct plugin *plugin_named(const char *name);

/* A record of theirs: one call. */
struct telling {
    char by; /* of a plugin's name; '.' for an end */
    int side;
    uint64_t offset, gap, heard;
    bool ended, opened, broken;
    uint8_t *bytes;
    uint32_t size;
    struct nc_time time;
    char from[32];
    int32_t port;
};

#endif
