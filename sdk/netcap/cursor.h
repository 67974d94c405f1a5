/* SPDX-License-Identifier: Apache-2.0 */
/* Reading hostile bytes without a way to read outside them.
 *
 * A cursor walks over a run of bytes.  A read past the end gives zero, moves the cursor to its
 * end and marks it failed; every later read fails too, so loops over what is left end by
 * themselves and nothing has to be tested after each read.  The core tests the cursor it handed
 * out when the decoder returns.  All numbers are in network byte order unless the name says _le.
 *
 * A plugin never touches a cursor's members and never builds one: it gets others from nc_slice(),
 * nc_window() and nc_ahead(). */
#ifndef NETCAP_CURSOR_H
#define NETCAP_CURSOR_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_cursor {
    const uint8_t *base;  /* first byte of this message */
    const uint8_t *pos;   /* next byte */
    const uint8_t *end;   /* one past the last */
    const char *failed;   /* why, or NULL */
};

/* The reason a read past the end leaves behind. */
extern const char nc_truncated[];

/* Zeros for a header that is not all there: 128 bytes. */
#define NC_VIEW_MAX 128
extern const uint8_t nc_zeros[NC_VIEW_MAX];

/* Bytes left to read. */
static inline size_t
nc_left(const struct nc_cursor *in)
{
    return (size_t)(in->end - in->pos);
}

/* Bytes read since the message began. */
static inline size_t
nc_tell(const struct nc_cursor *in)
{
    return (size_t)(in->pos - in->base);
}

/* Whether every read and every requirement so far was met. */
static inline bool
nc_ok(const struct nc_cursor *in)
{
    return in->failed == NULL;
}

/* Why not; NULL while all is well. */
static inline const char *
nc_reason(const struct nc_cursor *in)
{
    return in->failed;
}

/* Refuse: the first reason stays, nothing is left to read. */
static inline void
nc_fail(struct nc_cursor *in, const char *reason)
{
    if (in->failed == NULL)
        in->failed = reason;
    in->pos = in->end;
}

/* These bytes are somebody else's, and nothing is wrong with them: a port used for another
 * protocol, the middle of a message that began in the segment before.  No record is written. */
extern const char nc_declined[];

static inline void
nc_decline(struct nc_cursor *in)
{
    nc_fail(in, nc_declined);
}

/* The one way to refuse a packet.  The reason, in about five words, names what is wrong. */
static inline void
nc_require(struct nc_cursor *in, bool condition, const char *reason)
{
    if (__builtin_expect(!condition, 0))
        nc_fail(in, reason);
}

/* The next n bytes, at most NC_VIEW_MAX, or zeros when they are not all there. */
static inline const uint8_t *
nc_view(struct nc_cursor *in, size_t n)
{
    const uint8_t *at = in->pos;

    if (__builtin_expect(nc_left(in) < n || n > NC_VIEW_MAX, 0)) {
        nc_fail(in, nc_truncated);
        return nc_zeros;
    }
    in->pos += n;
    return at;
}

/* A whole number of 1 to 8 bytes, most significant first. */
static inline uint64_t
nc_uint(struct nc_cursor *in, size_t bytes)
{
    const uint8_t *at = nc_view(in, bytes);
    uint64_t value = 0;

    for (size_t i = 0; i < bytes && i < 8; i++)
        value = value << 8 | at[i];
    return value;
}

/* The same, least significant byte first. */
static inline uint64_t
nc_uint_le(struct nc_cursor *in, size_t bytes)
{
    const uint8_t *at = nc_view(in, bytes);
    uint64_t value = 0;

    for (size_t i = 0; i < bytes && i < 8; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static inline uint8_t  nc_u8(struct nc_cursor *in)  { return (uint8_t)nc_uint(in, 1); }
static inline uint16_t nc_u16(struct nc_cursor *in) { return (uint16_t)nc_uint(in, 2); }
static inline uint32_t nc_u24(struct nc_cursor *in) { return (uint32_t)nc_uint(in, 3); }
static inline uint32_t nc_u32(struct nc_cursor *in) { return (uint32_t)nc_uint(in, 4); }
static inline uint64_t nc_u64(struct nc_cursor *in) { return nc_uint(in, 8); }
static inline uint16_t nc_u16_le(struct nc_cursor *in) { return (uint16_t)nc_uint_le(in, 2); }
static inline uint32_t nc_u32_le(struct nc_cursor *in) { return (uint32_t)nc_uint_le(in, 4); }
static inline uint64_t nc_u64_le(struct nc_cursor *in) { return nc_uint_le(in, 8); }

/* The same in two's complement. */
static inline int8_t  nc_i8(struct nc_cursor *in)  { return (int8_t)nc_u8(in); }
static inline int16_t nc_i16(struct nc_cursor *in) { return (int16_t)nc_u16(in); }
static inline int32_t nc_i32(struct nc_cursor *in) { return (int32_t)nc_u32(in); }
static inline int64_t nc_i64(struct nc_cursor *in) { return (int64_t)nc_u64(in); }
static inline int16_t nc_i16_le(struct nc_cursor *in) { return (int16_t)nc_u16_le(in); }
static inline int32_t nc_i32_le(struct nc_cursor *in) { return (int32_t)nc_u32_le(in); }
static inline int64_t nc_i64_le(struct nc_cursor *in) { return (int64_t)nc_u64_le(in); }

/* Pass over n bytes. */
static inline void
nc_skip(struct nc_cursor *in, size_t n)
{
    if (nc_left(in) < n)
        nc_fail(in, nc_truncated);
    else
        in->pos += n;
}

/* Cut off what lies more than n bytes ahead: padding behind the message.  Never grows. */
static inline void
nc_limit(struct nc_cursor *in, size_t n)
{
    if (n < nc_left(in))
        in->end = in->pos + n;
}

/* A cursor over the next n bytes, which this one passes over: the value of a type-length-value.
 * When they are not all there both have failed. */
static inline struct nc_cursor
nc_slice(struct nc_cursor *in, size_t n)
{
    struct nc_cursor slice = { in->pos, in->pos, in->pos, NULL };

    nc_skip(in, n);
    slice.end = in->pos;
    if (in->failed)
        slice.base = slice.pos = slice.end;
    slice.failed = in->failed;
    return slice;
}

/* A second cursor over bytes from..to of the same message, counted from its first byte: where a
 * compressed name points.  When they are not all in the message or out of order: it has failed. */
static inline struct nc_cursor
nc_window(const struct nc_cursor *in, size_t from, size_t to)
{
    struct nc_cursor none = { in->end, in->end, in->end, nc_truncated };
    struct nc_cursor window = { in->base, in->base, in->base, NULL };

    if (from > to || to > (size_t)(in->end - in->base))
        return none;
    window.pos += from;
    window.end += to;
    return window;
}

/* A second cursor over what is left, for looking ahead: the first stays where it is.  Both count
 * from the first byte of the message.  A cursor that has failed has nothing left, and so has the
 * second, which has not failed itself. */
static inline struct nc_cursor
nc_ahead(const struct nc_cursor *in)
{
    struct nc_cursor ahead = *in;

    ahead.failed = NULL;
    return ahead;
}

/* The next byte, without passing over it; 0 when there is none, which is no failure. */
static inline uint8_t
nc_peek(const struct nc_cursor *in)
{
    return nc_left(in) ? *in->pos : 0;
}

/* How far ahead these bytes, one at least, begin for the first time, all of them within the next n;
 * NC_NOT_FOUND: nowhere there.  The cursor stays where it is: the line that comes next is
 *
 *     size_t end = nc_find(in, LINE_MAX, "\r\n", 2);
 */
#define NC_NOT_FOUND SIZE_MAX
size_t nc_find(const struct nc_cursor *in, size_t n, const void *bytes, size_t size);

/* The next n bytes as a record's bytes member.  They stay in the packet. */
static inline ProtobufCBinaryData
nc_bytes(struct nc_cursor *in, size_t n)
{
    const uint8_t *at = in->pos;
    ProtobufCBinaryData bytes = { 0, NULL };

    nc_skip(in, n);
    if (!in->failed) {
        bytes.len = n;
        bytes.data = (uint8_t *)at;
    }
    return bytes;
}

/* All that is left, without passing over it. */
static inline ProtobufCBinaryData
nc_rest(const struct nc_cursor *in)
{
    size_t n = nc_left(in);
    ProtobufCBinaryData bytes = { n, n ? (uint8_t *)in->pos : NULL };

    return bytes;
}

PROTOBUF_C__END_DECLS

#endif
