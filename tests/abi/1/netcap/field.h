/* SPDX-License-Identifier: Apache-2.0 */
/* A fixed header as a table, one row per field in wire order:
 *
 *     #define HEADER(_)            \
 *         _(UINT, srcport,  16)    \
 *         _(UINT, dstport,  16)    \
 *         _(UINT, length,   16)    \
 *         _(UINT, checksum, 16)
 *
 *     NC_HEADER(Types__UDP, HEADER)
 *
 * A row is kind, member of the record, width in bits.  NC_HEADER makes of them the constant
 * table `header`, which is the documentation and feeds the tests, and the function `read_header`,
 * straight-line code with one bounds check.  A misspelt member or one of the wrong type does not
 * compile.  Kinds:
 *
 *     UINT     whole number of 1 to 64 bits, most significant bit first
 *     UINT_LE  whole number of 16, 32 or 64 bits at a byte boundary, least significant byte first
 *     SKIP     bits that no member takes; the member stays empty
 *     MAC      48 bits, text aa:bb:cc:dd:ee:ff
 *     IPV4     32 bits, text
 *     IPV6     128 bits, text
 *     BYTES    as they are, pointing into the packet
 */
#ifndef NETCAP_FIELD_H
#define NETCAP_FIELD_H

#include <netcap/cursor.h>

enum nc_kind { NC_KIND_END, NC_KIND_UINT, NC_KIND_UINT_LE, NC_KIND_SKIP,
               NC_KIND_MAC, NC_KIND_IPV4, NC_KIND_IPV6, NC_KIND_BYTES };

struct nc_field {
    const char *name; /* member of the record; "" for SKIP */
    uint32_t member;  /* its offset in the record */
    uint16_t bits;    /* width on the wire */
    uint8_t kind;     /* enum nc_kind */
    uint8_t size;     /* of the member, bytes */
};

PROTOBUF_C__BEGIN_DECLS

struct nc_packet;

char *nc_text_mac(struct nc_packet *, const uint8_t *six);
char *nc_text_ipv4(struct nc_packet *, const uint8_t *four);
char *nc_text_ipv6(struct nc_packet *, const uint8_t *sixteen);

/* Bits at..at+n of b; with constants the compiler leaves a load, a shift and a mask. */
static inline __attribute__((always_inline)) uint64_t
nc_bits(const uint8_t *b, size_t at, size_t n)
{
    size_t first = at / 8, last = (at + n - 1) / 8, spare = 7 - (at + n - 1) % 8;
    uint64_t value = b[first];

    if (last > first)
        value = value << 8 | b[first + 1];
    if (last > first + 1)
        value = value << 8 | b[first + 2];
    if (last > first + 2)
        value = value << 8 | b[first + 3];
    for (size_t i = first + 4; i <= last; i++)
        value = value << 8 | b[i];
    value >>= spare;
    return n >= 64 ? value : value & ((UINT64_C(1) << n) - 1);
}

static inline __attribute__((always_inline)) uint64_t
nc_bits_le(const uint8_t *b, size_t at, size_t n)
{
    uint64_t value = 0;

    for (size_t i = 0; i < n / 8; i++)
        value |= (uint64_t)b[at / 8 + i] << (8 * i);
    return value;
}

/* A member of another type has no line here, and does not compile. */
#define NC_NUMBER_(m) _Generic((m), int32_t: 4, uint32_t: 4, int64_t: 8, uint64_t: 8)
#define NC_TEXT_(m)   _Generic((m), char *: sizeof(char *))
#define NC_BYTES_(m)  _Generic((m), ProtobufCBinaryData: sizeof(ProtobufCBinaryData))

#define NC_MEMBER_(m) ((nc_header_record *)0)->m
#define NC_ROW_(kind, m, bits) NC_ROW_##kind(m, bits)
#define NC_ROW_AS_(kind, m, bits, size) { #m, offsetof(nc_header_record, m), bits, kind, size },
#define NC_ROW_UINT(m, bits)    NC_ROW_AS_(NC_KIND_UINT, m, bits, NC_NUMBER_(NC_MEMBER_(m)))
#define NC_ROW_UINT_LE(m, bits) NC_ROW_AS_(NC_KIND_UINT_LE, m, bits, NC_NUMBER_(NC_MEMBER_(m)))
#define NC_ROW_SKIP(m, bits)    { #m, 0, bits, NC_KIND_SKIP, 0 },
#define NC_ROW_MAC(m, bits)     NC_ROW_AS_(NC_KIND_MAC, m, bits, NC_TEXT_(NC_MEMBER_(m)))
#define NC_ROW_IPV4(m, bits)    NC_ROW_AS_(NC_KIND_IPV4, m, bits, NC_TEXT_(NC_MEMBER_(m)))
#define NC_ROW_IPV6(m, bits)    NC_ROW_AS_(NC_KIND_IPV6, m, bits, NC_TEXT_(NC_MEMBER_(m)))
#define NC_ROW_BYTES(m, bits)   NC_ROW_AS_(NC_KIND_BYTES, m, bits, NC_BYTES_(NC_MEMBER_(m)))

#define NC_SUM_(kind, m, bits) +(bits)

#define NC_READ_(kind, m, bits) NC_READ_##kind(m, bits) at += (bits);
#define NC_READ_UINT(m, bits)    r->m = nc_bits(b, at, bits);
#define NC_READ_UINT_LE(m, bits) r->m = nc_bits_le(b, at, bits);
#define NC_READ_SKIP(m, bits)
#define NC_READ_MAC(m, bits)     r->m = nc_text_mac(pkt, b + at / 8);
#define NC_READ_IPV4(m, bits)    r->m = nc_text_ipv4(pkt, b + at / 8);
#define NC_READ_IPV6(m, bits)    r->m = nc_text_ipv6(pkt, b + at / 8);
#define NC_READ_BYTES(m, bits)   r->m = (ProtobufCBinaryData){ (bits) / 8, (uint8_t *)b + at / 8 };

#define NC_HEADER(type, ROWS)                                                                     \
    typedef type nc_header_record;                                                                \
    static const struct nc_field header[] = { ROWS(NC_ROW_) { NULL, 0, 0, NC_KIND_END, 0 } };     \
    _Static_assert((0 ROWS(NC_SUM_)) % 8 == 0, "a header is a whole number of bytes");            \
    _Static_assert((0 ROWS(NC_SUM_)) / 8 <= NC_VIEW_MAX, "a fixed header has at most 128 bytes"); \
    static void read_header(struct nc_packet *pkt, struct nc_cursor *in, void *record)            \
    {                                                                                             \
        nc_header_record *r = record;                                                             \
        const uint8_t *b = nc_view(in, (0 ROWS(NC_SUM_)) / 8);                                    \
        size_t at = 0;                                                                            \
                                                                                                  \
        (void)pkt;                                                                                \
        (void)r;                                                                                  \
        (void)b;                                                                                  \
        ROWS(NC_READ_)                                                                            \
        (void)at;                                                                                 \
    }

PROTOBUF_C__END_DECLS

#endif
