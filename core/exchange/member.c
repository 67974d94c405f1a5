/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/member.h"

#include "base/compress.h"
#include "exchange/big_endian.h"
#include "source/codec.h"

#include <string.h>

enum { FLAG_HCRC = 2, FLAG_EXTRA = 4, FLAG_NAME = 8, FLAG_COMMENT = 16, FLAGS_UNKNOWN = 0xe0 };
enum { EXTRA = 44, SUBFIELD = 40 };

static const uint8_t marked[MEMBER_PLAIN] = { 0x1f, 0x8b, 8, FLAG_EXTRA | FLAG_HCRC, 0, 0, 0, 0, 0,
                                              255 };

/* Where the text from there on ends; 0: not within these bytes. */
static size_t
behind_text(const uint8_t *bytes, size_t at, size_t size)
{
    const uint8_t *end = at < size ? memchr(bytes + at, 0, size - at) : NULL;

    return end ? (size_t)(end - bytes) + 1 : 0;
}

size_t
member_head(const uint8_t *bytes, size_t size)
{
    size_t at = MEMBER_PLAIN;
    uint8_t flags;

    if (size < MEMBER_PLAIN || memcmp(bytes, marked, 3) != 0 || (bytes[3] & FLAGS_UNKNOWN))
        return 0;
    flags = bytes[3];
    if (flags & FLAG_EXTRA)
        at = size < at + 2 ? 0 : at + 2 + (size_t)(bytes[at] | bytes[at + 1] << 8);
    if (at && flags & FLAG_NAME)
        at = behind_text(bytes, at, size);
    if (at && flags & FLAG_COMMENT)
        at = behind_text(bytes, at, size);
    if (at && flags & FLAG_HCRC)
        at += 2;
    return at <= size ? at : 0;
}

void
member_mark(uint8_t to[MEMBER_MARKED], const struct block_id *id, uint32_t whole)
{
    static const uint8_t field[] = { EXTRA, 0, 'N', 'C', SUBFIELD, 0 };
    uint8_t *at = to + sizeof marked;
    uint32_t sum;

    memcpy(to, marked, sizeof marked);
    memcpy(at, field, sizeof field);
    block_id_put(id, at + sizeof field);
    put_u32(at + sizeof field + BLOCK_ID, whole);
    sum = compress_checksum(to, MEMBER_MARKED - 2);
    to[MEMBER_MARKED - 2] = (uint8_t)sum;
    to[MEMBER_MARKED - 1] = (uint8_t)(sum >> 8);
}

void
member_unmark(uint8_t to[MEMBER_PLAIN])
{
    memcpy(to, marked, MEMBER_PLAIN);
    to[3] = 0;
}

bool
member_read_mark(const uint8_t from[MEMBER_MARKED], struct block_id *id, uint32_t *whole)
{
    const uint8_t *at = from + MEMBER_MARKED - 2 - SUBFIELD;
    uint8_t same[MEMBER_MARKED];

    *id = block_id_get(at);
    *whole = get_u32(at + BLOCK_ID);
    member_mark(same, id, *whole);
    return memcmp(same, from, sizeof same) == 0 && *whole > MEMBER_MARKED + MEMBER_TRAILER;
}

/* The last byte more than there may be shows that there is more.  What unpacks is kept for the
 * next, unless it is in the midst of one. */
bool
member_unpack(const uint8_t *member, size_t size, uint8_t *to, size_t expected)
{
    static void *state;
    struct codec_io io = { member, size, to, expected + 1, NULL };
    enum codec_result result = CODEC_MORE;
    size_t before = SIZE_MAX;

    if (size < MEMBER_PLAIN + MEMBER_TRAILER || member[3] != 0 ||
        member_head(member, size) != MEMBER_PLAIN || (!state && !(state = codec_gzip.start())))
        return false;
    while (result == CODEC_MORE && io.out_left > 0 && io.in_left + io.out_left < before) {
        before = io.in_left + io.out_left;
        result = codec_gzip.step(state, &io);
    }
    if (result != CODEC_BOUNDARY) {
        codec_gzip.stop(state);
        state = NULL;
    }
    return result == CODEC_BOUNDARY && io.in_left == 0 && io.out_left == 1;
}
