/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture_writer.h"

#include "base/compress.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/part_file.h"
#include "base/say.h"
#include "capture/pcapng.h"
#include "capture/shown_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PACKET_HEAD 28u /* of a packet block, before its bytes */

/* Times no 32-bit count of seconds has get an interface of their own, whose clock starts here. */
#define EARLY_START INT64_C(-9000000000)

/* A link type, whether times are fine, whether they are out of the ordinary. */
#define KIND(linktype, fine, odd) ((uint32_t)(linktype) << 2 | (fine) << 1 | (odd))
#define KINDS (65536u << 2)

/* What one gzip member is made of, and the longest that a packet adds to it. */
enum {
    MEMBER = 256 << 10,
    BLOCK_MOST = PACKET_HEAD + PACKET_MAX + 4 + COMMENT_MAX + 4 + 4,
    NAME_MOST = 64,                       /* of an interface */
    HEADS_MOST = 28 + 44 + 4 + NAME_MOST, /* a section and an interface before it */
    RAW = MEMBER + HEADS_MOST + BLOCK_MOST,
    PACKED = RAW + RAW / 8 + 4096,
};

struct capture_writer {
    const struct out_folder *folder;
    const char *stem, *set, *suffix;
    struct part_file to;
    uint64_t most, taken; /* bytes before compression */
    uint64_t count, left_out;
    uint64_t too_long; /* besides: those behind them have room */
    bool strayed;      /* a time was moved */
    uint32_t n_interfaces;
    bool failed, sums;
    uint32_t *interfaces; /* of a kind, its number + 1; of each interface that has a name */
    const char *const *names;
    size_t n_names;
    size_t used;          /* of raw */
    uint8_t raw[RAW], packed[PACKED];
};

struct capture_writer *
capture_writer_open(const struct out_folder *folder, const char *stem, uint64_t most)
{
    struct capture_writer *w = calloc(1, sizeof *w);

    if (w)
        w->interfaces = calloc(KINDS, sizeof *w->interfaces);
    if (!w || !w->interfaces) {
        say_error("out of memory for %s/%s.pcapng.gz", folder->path, stem);
        free(w);
        return NULL;
    }
    w->folder = folder;
    w->stem = stem;
    w->set = "";
    w->suffix = ".pcapng.gz";
    w->most = most;
    w->to.fd = -1;
    return w;
}

void
capture_writer_plain(struct capture_writer *w)
{
    w->suffix = ".pcapng";
}

void
capture_writer_set(struct capture_writer *w, const char *set)
{
    w->set = set;
}

bool
capture_writer_take(struct capture_writer *w, struct part_file *to)
{
    bool made = w->to.made;

    *to = w->to;
    w->to = (struct part_file){ .fd = -1 };
    w->taken = w->count = w->left_out = w->too_long = 0;
    w->n_interfaces = 0;
    memset(w->interfaces, 0, (w->n_names ? w->n_names : 1) * KINDS * sizeof *w->interfaces);
    return made;
}

void
capture_writer_sum(struct capture_writer *w)
{
    w->sums = true;
}

void
capture_writer_interfaces(struct capture_writer *w, const char *const *names, size_t n)
{
    if (!w || !n)
        return;
    free(w->interfaces);
    w->interfaces = need(n * KINDS, sizeof *w->interfaces);
    w->names = names;
    w->n_names = n;
}

struct capture_writer_stats
capture_writer_stats(const struct capture_writer *w)
{
    return (struct capture_writer_stats){ part_file_name(&w->to), w->count,
                                          w->left_out + w->too_long, w->to.written,
                                          &w->to.digest };
}

char *
capture_writer_name(const struct capture_writer *w)
{
    return need_text("%s%s%s", w->stem, w->set, w->suffix);
}

static bool
fail(struct capture_writer *w, const char *doing)
{
    if (!w->failed)
        say_error("%s/%s%s%s" OUR_PART ": cannot %s: %s; what was written before stays there",
                  w->folder->path, w->stem, w->set, w->suffix, doing, strerror(errno));
    w->failed = true;
    return false;
}

/* Files are little-endian whatever the machine, so that the same packets give the same file. */
static uint8_t *
put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    return at + 2;
}

static uint8_t *
put32(uint8_t *at, uint32_t value)
{
    return put16(put16(at, value), value >> 16);
}

/* Bytes and zeros up to a multiple of four. */
static uint8_t *
put_padded(uint8_t *at, const void *bytes, uint32_t n)
{
    memcpy(at, bytes, n);
    memset(at + n, 0, -n & 3);
    return at + n + (-n & 3);
}

static uint32_t
kind_of(const struct packet *packet)
{
    bool odd = packet->seconds < 0 || packet->seconds > UINT32_MAX;

    return KIND(packet->linktype, packet->fine_time != 0, odd);
}

/* Of those that have names. */
static size_t
interface_of(const struct capture_writer *w, const struct packet *packet)
{
    return packet->interface < w->n_names ? packet->interface : 0;
}

static uint8_t *
put_section(uint8_t *at)
{
    at = put32(put32(put32(at, PCAPNG_SECTION), 28), PCAPNG_BYTE_ORDER);
    at = put16(put16(at, 1), 0);
    at = put32(put32(at, UINT32_MAX), UINT32_MAX); /* how long the section is, is not said */
    return put32(at, 28);
}

static uint8_t *
put_interface(uint8_t *at, uint32_t kind, const char *name)
{
    bool odd = kind & KIND(0, 0, 1);
    uint8_t text[NAME_MOST];
    uint32_t named = name ? shown_text(name, text, NAME_MOST) : 0;
    uint32_t size = (odd ? 44 : 32) + (named ? 4 + named + (-named & 3) : 0);
    uint64_t start = (uint64_t)EARLY_START;

    at = put32(put32(at, PCAPNG_INTERFACE), size);
    at = put32(put32(at, kind >> 2), PACKET_MAX);
    if (named)
        at = put_padded(put16(put16(at, PCAPNG_INTERFACE_NAME), named), text, named);
    at = put16(put16(at, PCAPNG_RESOLUTION), 1);
    at = put32(at, kind & KIND(0, 1, 0) ? 9 : 6);
    if (odd) {
        at = put16(put16(at, PCAPNG_OFFSET), 8);
        at = put32(put32(at, (uint32_t)start), (uint32_t)(start >> 32));
    }
    return put32(put32(at, 0), size); /* the end of options, the end of the block */
}

static uint8_t *
put_comment(uint8_t *at, const char *comment)
{
    uint8_t text[COMMENT_MAX];
    uint32_t n = shown_text(comment, text, COMMENT_MAX);

    if (!n)
        return at;
    at = put16(put16(at, PCAPNG_COMMENT), n);
    return put32(put_padded(at, text, n), 0);
}

/* Some 570 years around 1970 fit in 64 bits of nanoseconds; in records times are as they were. */
static int64_t
seconds_of(struct capture_writer *w, const struct packet *packet)
{
    int64_t most = -EARLY_START, seconds = packet->seconds;

    if (seconds >= -most && seconds <= most)
        return seconds;
    if (!w->strayed)
        say_error(
            "%s/%s%s%s: a packet's time is %lld s from 1970, more than %lld: there it and all "
            "such times are put",
            w->folder->path, w->stem, w->set, w->suffix, (long long)seconds, (long long)most);
    w->strayed = true;
    return seconds < 0 ? -most : most;
}

static uint8_t *
put_packet(uint8_t *at, uint32_t kind, uint32_t interface, const struct packet *packet,
           int64_t seconds, const uint8_t *bytes, const char *comment)
{
    int64_t start = kind & KIND(0, 0, 1) ? EARLY_START : 0;
    uint64_t time = (uint64_t)seconds - (uint64_t)start;
    uint8_t *block = at;

    time = packet->fine_time ? time * 1000000000 + packet->nanoseconds
                             : time * 1000000 + packet->nanoseconds / 1000;
    at = put32(at, PCAPNG_ENHANCED_PACKET) + 4;
    at = put32(at, interface);
    at = put32(put32(at, (uint32_t)(time >> 32)), (uint32_t)time);
    at = put32(put32(at, packet->captured), packet->length);
    at = put_padded(at, bytes, packet->captured);
    if (comment)
        at = put_comment(at, comment);
    put32(block + 4, (uint32_t)(at - block) + 4);
    return put32(at, (uint32_t)(at - block) + 4);
}

bool
capture_writer_flush(struct capture_writer *w)
{
    size_t packed;
    const char *doing;

    if (w->failed)
        return false;
    if (!w->used)
        return true;
    if (strcmp(w->suffix, ".pcapng") == 0) {
        doing = part_file_write(&w->to, w->raw, w->used);
    } else {
        packed = compress_block(w->raw, w->used, w->packed, sizeof w->packed);
        errno = ENOBUFS; /* which cannot be */
        if (!packed)
            return fail(w, "compress");
        doing = part_file_write(&w->to, w->packed, packed);
    }
    if (doing)
        return fail(w, doing);
    w->used = 0;
    return true;
}

/* A packet that is too much is only counted, and so are all behind it. */
static bool
is_full(struct capture_writer *w, const uint8_t *end)
{
    uint64_t more = (uint64_t)(end - (w->raw + w->used));

    if (!w->left_out && w->taken + more <= w->most) {
        w->taken += more;
        return false;
    }
    if (!w->left_out++)
        say_error(
            "%s/%s%s%s: holds %llu bytes of packets, which is the most: further ones are only "
            "counted (--%s-size)",
            w->folder->path, w->stem, w->set, w->suffix, (unsigned long long)w->taken, w->stem);
    return true;
}

/* No reader gives such a packet, nor reads one. */
static bool
is_too_long(struct capture_writer *w, uint32_t captured)
{
    if (captured <= PACKET_MAX)
        return false;
    if (!w->too_long++)
        say_error("%s/%s%s%s: a packet of %u bytes is left out, and all that are longer than %u: "
                  "they are only counted",
                  w->folder->path, w->stem, w->set, w->suffix, captured, PACKET_MAX);
    return true;
}

static const char *
create(struct capture_writer *w)
{
    char *stem = need_text("%s%s", w->stem, w->set);
    const char *doing = part_file_create(&w->to, w->folder, stem, w->suffix);

    if (w->sums)
        part_file_sum(&w->to);
    free(stem);
    return doing;
}

bool
capture_writer_add(struct capture_writer *w, const struct packet *packet, const uint8_t *bytes,
                   const char *comment)
{
    uint32_t kind = kind_of(packet), number;
    uint32_t *known = &w->interfaces[interface_of(w, packet) * KINDS + kind];
    uint8_t *at = w->raw + w->used;
    const char *doing;

    if (w->failed)
        return false;
    if (is_too_long(w, packet->captured))
        return true;
    if (w->left_out) {
        w->left_out++;
        return true;
    }
    number = *known;
    if (!number && w->n_interfaces == PCAPNG_INTERFACES_MAX) { /* in one section */
        memset(w->interfaces, 0, (w->n_names ? w->n_names : 1) * KINDS * sizeof *w->interfaces);
        w->n_interfaces = 0;
    }
    if (!w->n_interfaces)
        at = put_section(at);
    if (!number)
        at = put_interface(at, kind, w->n_names ? w->names[interface_of(w, packet)] : NULL);
    number = number ? number : w->n_interfaces + 1;
    at = put_packet(at, kind, number - 1, packet, seconds_of(w, packet), bytes, comment);
    if (is_full(w, at))
        return true;
    if (w->to.fd < 0 && (doing = create(w)))
        return fail(w, doing);
    w->n_interfaces += number > w->n_interfaces;
    *known = number;
    w->used = (size_t)(at - w->raw);
    w->count++;
    return w->used < MEMBER || capture_writer_flush(w);
}

bool
capture_writer_finish(struct capture_writer *w, bool keep)
{
    const char *doing = NULL;

    if (!capture_writer_flush(w))
        return false;
    if (w->to.fd >= 0 && keep && !(doing = part_file_sync(&w->to)))
        doing = part_file_finish(&w->to);
    return !doing || fail(w, doing);
}

void
capture_writer_free(struct capture_writer *w)
{
    if (!w)
        return;
    part_file_free(&w->to);
    free(w->interfaces);
    free(w);
}
