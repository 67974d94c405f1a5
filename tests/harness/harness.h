/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of plugins: bytes in, members out, one plugin to a program.
 *
 *     static void
 *     a_length_below_the_header_is_refused(void)
 *     {
 *         CU_ASSERT_STRING_EQUAL(refusal("1000 0035 0007 0000"), "length shorter than the header");
 *     }
 *
 *     int
 *     main(void)
 *     {
 *         static const struct sentence own[] = {
 *             SENTENCE(a_length_below_the_header_is_refused),
 *             SENTENCES_END
 *         };
 *
 *         return plugin_sentences("udp", "1000 0035 0008 0000", own);
 *     }
 */
#ifndef HARNESS_H
#define HARNESS_H

#include "host.h"

#include <CUnit/CUnit.h>

struct sentence {
    const char *text;
    void (*test)(void);
};

#define SENTENCE(name) { #name, name }
#define SENTENCES_END { NULL, NULL }

/* Runs the tests; the program's exit status. */
int sentences(const char *suite, const struct sentence *own);

/* The same for the plugin ../plugins/STEM.so, with the tests that every plugin gets for nothing.
 * `sound` is the shortest header that is accepted, all of whose beginnings are refused. */
int plugin_sentences(const char *stem, const char *sound, const struct sentence *own);

/* The record of these bytes, in hexadecimal with blanks as one likes; good until the next call.
 * The test fails when they are refused.  NULL for a carrier. */
void *decoded(const char *hex);

/* Why these bytes are refused; "" when they are not. */
const char *refusal(const char *hex);

/* What the plugin says of these bytes of a datagram, which is as `datagram` has it: at the start of
 * each test at the plugin's first key, the destination's, in IPv4.  And why it does not want
 * them. */
extern struct nc_datagram datagram;
enum nc_answer recognised(const char *hex);
const char *unrecognised(const char *hex);

/* An option for the next decoding only. */
void with_option(const char *name, uint64_t value);

/* What led to the plugin, and that the capture has cut the packet: for the next decoding only. */
void led_by(uint32_t space, uint64_t value);
void led_cut(void);

/* What memory holds that was not handed out. */
#define ARENA_UNUSED 0xa5

/* What the decoding left behind. */
size_t left(void);
uint32_t next_space(void);
uint64_t next_value(void);
uint64_t next_other(void);
const char *malformed(void); /* "" for nothing */
const char *bytes_refused(void); /* with nc_refuse() */
const struct nc_ends *ends(void);

/* Whether a bytes member holds exactly this. */
bool holds(ProtobufCBinaryData bytes, const char *hex);
bool spells(ProtobufCBinaryData bytes, const char *text);

/* For tests of the SDK: a cursor over exactly these bytes, good until the next call, and a packet
 * that has just begun, with this cursor at work. */
struct nc_cursor over(const char *hex);
struct nc_packet *fresh(struct nc_cursor *);
const char *why(const struct nc_cursor *); /* it failed; "" when it did not */

/* For the tests that come for nothing. */
#define INPUT_MAX 512

extern const struct nc_plugin *plugin;
extern const char *sound_header;

size_t from_hex(const char *hex, uint8_t *to, size_t capacity);
bool run_bytes(const uint8_t *bytes, size_t size);
enum nc_answer run_recognise(const uint8_t *bytes, size_t size);
void *run_read(const uint8_t *bytes, size_t size);
void use_arena(size_t size);
const struct nc_packet *packet(void);
const struct nc_cursor *cursor(void);
const uint8_t *input(void);
void *record(void);

extern const struct sentence free_sentences[];

#endif
