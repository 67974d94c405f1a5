/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of plugins that read streams: what both sides say, records out.
 *
 *     static void
 *     a_response_has_the_status_of_its_first_line(void)
 *     {
 *         new_talk();
 *         client("GET / HTTP/1.1\r\n\r\n");
 *         server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
 *         CU_ASSERT_EQUAL_FATAL(play(), 1);
 *         CU_ASSERT_EQUAL(((Types__HTTP *)written(0))->statuscode, 404);
 *     }
 *
 * play() sends it in segments through the core's reassembly, which knows this plugin alone.  Each
 * talk is played as it is, byte by byte, in random pieces, and so fast that what is lost is known
 * at its end only, and the test fails unless the records are the same each time.
 *
 * For a plugin with .datagram each thing said is a datagram, to and from the ports that talk() has
 * when it is said, the plugin's first UDP port at the beginning. */
#ifndef HARNESS_STREAM_H
#define HARNESS_STREAM_H

#include "harness.h"

/* Bytes of a side that may be unread, and that may be kept for a connection. */
#define STREAM_SIDE_MAX (256u << 10)

/* A conversation from 10.0.0.1 port 40000 to 10.0.0.2, to the plugin's first TCP port or 80, that
 * says nothing yet.  What is said first comes in second 1, what is said next in second 2. */
void new_talk(void);
struct nc_stream *talk(void); /* to change .opened, addresses and ports before anything is said */

void client(const char *text);
void server(const char *text);
void says(int side, const void *bytes, size_t size);
void says_hex(int side, const char *hex);
void says_unaware(int side, const char *text); /* before what the other side said last had come */
void loses(int side, uint64_t bytes); /* they came, but were not captured */
void closes(int side); /* says no more; at the end both have closed */

/* An option for all that is played from now on. */
void with_stream_option(const char *name, uint64_t value);

/* How many records were written; a plugin of datagrams is shown one for each that is said. */
size_t play(void);
void *written(size_t n);             /* good until the next new_talk() or play() */
struct nc_time written_at(size_t n);
const char *stream_refusal(void);    /* "" when none was refused; nc_declined */
const char *stream_malformed(void);  /* the first that was called malformed; "" for nothing */
bool handed_over(void);

/* The nth message that was handed on; NULL: there were fewer.  Good until the next play(). */
struct handed_on {
    uint32_t space;
    uint64_t value;
    uint8_t *bytes;
    size_t size, before; /* bytes of its message before it */
};
const struct handed_on *handed_on(size_t n);

size_t left_unread(int side);        /* behind what the plugin read last */
size_t most_kept(void);              /* bytes at a time, with four for each run's length */

/* Whether from now on the plugin is given streams that it says it does not want, so that those are
 * survived too. */
void claim_anything(bool);

/* What the plugin says of a side's first bytes. */
enum nc_answer answer_to(int side, const void *bytes, size_t size);
enum nc_answer answer_to_text(int side, const char *text);

/* Runs the tests of the plugin ../plugins/STEM.so that reads streams only, with those that each
 * such plugin gets for nothing.  `sound` says a conversation of which records come. */
int stream_sentences(const char *stem, void (*sound)(void), const struct sentence *own);

/* For a plugin that decodes packets too: these among its own sentences, and in main()
 * stream_sound(sound) before plugin_sentences(). */
#define STREAM_SENTENCES                                                                          \
    SENTENCE(a_sound_stream_is_claimed_and_written), SENTENCE(any_stream_is_survived),            \
    SENTENCE(a_stream_cut_anywhere_is_survived), SENTENCE(a_gap_anywhere_is_survived),            \
    SENTENCE(a_mebibyte_of_anything_stays_within_bounds)

void stream_sound(void (*sound)(void));
void a_sound_stream_is_claimed_and_written(void);
void any_stream_is_survived(void);
void a_stream_cut_anywhere_is_survived(void);
void a_gap_anywhere_is_survived(void);
void a_mebibyte_of_anything_stays_within_bounds(void);

/* For those: pieces of the talk, and one way of playing it. */
struct said {
    uint32_t side;
    bool closed, unaware;
    uint16_t port[2]; /* the talk's, then */
    uint64_t lost;
    uint8_t *bytes;
    size_t size;
};

struct said *all_said(size_t *n);
bool plays_datagrams(void); /* a plugin of both is played streams */
size_t play_in_pieces(size_t most, uint64_t seed); /* 0: as it was said; seed 0: all `most` long */

#endif
