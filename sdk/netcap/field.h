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
 *     WORD     opens a word of 8, 16, 32 or 64 bits; the member stays empty
 *     WORD_LE  the same, least significant byte first
 *     BITS     the lowest bits of the word that no row before took; a word's rows, BITS and SKIP,
 *              have together as many bits as the word
 *
 * Structures within a record have tables too, as many as there are, each with a name:
 *
 *     #define CAPABILITIES(_) \
 *         _(UINT, number, 8)  \
 *         _(WORD, , 16)       \
 *         _(BITS, router, 1)  \
 *         _(BITS, bridge, 1)  \
 *         _(SKIP, , 14)
 *
 *     NC_FIELDS(capabilities, Types__Capabilities, CAPABILITIES)
 *
 * makes the table `capabilities_fields` and read_capabilities(pkt, in, structure).
 *
 * When the bytes end too early the cursor fails.  Of a structure, which may be written all the same
 * as the end of a damaged list, the members that are all there then have their values, the others
 * what zeros give. */
#ifndef NETCAP_FIELD_H
#define NETCAP_FIELD_H

#include <netcap/cursor.h>

enum nc_kind { NC_KIND_END, NC_KIND_UINT, NC_KIND_UINT_LE, NC_KIND_SKIP,
               NC_KIND_MAC, NC_KIND_IPV4, NC_KIND_IPV6, NC_KIND_BYTES,
               NC_KIND_WORD, NC_KIND_WORD_LE, NC_KIND_BITS };

struct nc_field {
    const char *name; /* member of the record; "" for SKIP and words */
    uint32_t member;  /* its offset in the record */
    uint16_t bits;    /* width on the wire; 0 for words, whose rows follow */
    uint8_t kind;     /* enum nc_kind */
    uint8_t size;     /* of the member, or of the word, bytes */
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

/* Takes the lowest n bits off a word. */
static inline __attribute__((always_inline)) uint64_t
nc_bits_low(uint64_t *word, size_t n)
{
    uint64_t value = n >= 64 ? *word : *word & ((UINT64_C(1) << n) - 1);

    *word = n >= 64 ? 0 : *word >> n;
    return value;
}

/* What the reader of a structure does when it is not all there. */
void nc_fields_short(struct nc_packet *, struct nc_cursor *, const struct nc_field *, void *record);

/* A member of another type has no line here, and does not compile. */
#define NC_NUMBER_(m) _Generic((m), int32_t: 4, uint32_t: 4, int64_t: 8, uint64_t: 8)
#define NC_TEXT_(m)   _Generic((m), char *: sizeof(char *))
#define NC_BYTES_(m)  _Generic((m), ProtobufCBinaryData: sizeof(ProtobufCBinaryData))

/* The rows know the record by a name that each table has for itself, of where it stands: two on
 * one line do not compile, nor two on the same line of two headers. */
#define NC_JOIN_3_(a, b, c) a##b##_##c
#define NC_JOIN_2_(a, b, c) NC_JOIN_3_(a, b, c)
#define NC_RECORD_ NC_JOIN_2_(nc_record_, __INCLUDE_LEVEL__, __LINE__)

#define NC_MEMBER_(m) ((NC_RECORD_ *)0)->m
#define NC_ROW_(kind, m, bits) NC_ROW_##kind(m, bits)
#define NC_ROW_AS_(kind, m, bits, size) { #m, offsetof(NC_RECORD_, m), bits, kind, size },
#define NC_ROW_UINT(m, bits)    NC_ROW_AS_(NC_KIND_UINT, m, bits, NC_NUMBER_(NC_MEMBER_(m)))
#define NC_ROW_UINT_LE(m, bits) NC_ROW_AS_(NC_KIND_UINT_LE, m, bits, NC_NUMBER_(NC_MEMBER_(m)))
#define NC_ROW_SKIP(m, bits)    { #m, 0, bits, NC_KIND_SKIP, 0 },
#define NC_ROW_MAC(m, bits)     NC_ROW_AS_(NC_KIND_MAC, m, bits, NC_TEXT_(NC_MEMBER_(m)))
#define NC_ROW_IPV4(m, bits)    NC_ROW_AS_(NC_KIND_IPV4, m, bits, NC_TEXT_(NC_MEMBER_(m)))
#define NC_ROW_IPV6(m, bits)    NC_ROW_AS_(NC_KIND_IPV6, m, bits, NC_TEXT_(NC_MEMBER_(m)))
#define NC_ROW_BYTES(m, bits)   NC_ROW_AS_(NC_KIND_BYTES, m, bits, NC_BYTES_(NC_MEMBER_(m)))
#define NC_ROW_WORD(m, bits)    { #m, 0, 0, NC_KIND_WORD, (bits) / 8 },
#define NC_ROW_WORD_LE(m, bits) { #m, 0, 0, NC_KIND_WORD_LE, (bits) / 8 },
#define NC_ROW_BITS(m, bits)    NC_ROW_AS_(NC_KIND_BITS, m, bits, NC_NUMBER_(NC_MEMBER_(m)))

#define NC_IS_WORD_(kind) (NC_KIND_##kind == NC_KIND_WORD || NC_KIND_##kind == NC_KIND_WORD_LE)
#define NC_SUM_(kind, m, bits) +(NC_IS_WORD_(kind) ? 0 : (bits))
#define NC_SIZE_(ROWS) ((0 ROWS(NC_SUM_)) / 8)

#define NC_READ_(kind, m, bits) NC_READ_##kind(m, bits) at += NC_IS_WORD_(kind) ? 0 : (bits);
#define NC_READ_UINT(m, bits)    r->m = nc_bits(b, at, bits);
#define NC_READ_UINT_LE(m, bits) r->m = nc_bits_le(b, at, bits);
#define NC_READ_SKIP(m, bits)    nc_bits_low(&word, bits);
#define NC_READ_MAC(m, bits)     r->m = nc_text_mac(pkt, b + at / 8);
#define NC_READ_IPV4(m, bits)    r->m = nc_text_ipv4(pkt, b + at / 8);
#define NC_READ_IPV6(m, bits)    r->m = nc_text_ipv6(pkt, b + at / 8);
#define NC_READ_BYTES(m, bits)   r->m = (ProtobufCBinaryData){ (bits) / 8, (uint8_t *)b + at / 8 };
#define NC_READ_WORD(m, bits)    word = nc_bits(b, at, bits);
#define NC_READ_WORD_LE(m, bits) word = nc_bits_le(b, at, bits);
#define NC_READ_BITS(m, bits)    r->m = nc_bits_low(&word, bits);

#define NC_TABLE_(table, reader, type, as, walks, ROWS)                                           \
    typedef type NC_RECORD_;                                                                      \
    static const struct nc_field table[] = { ROWS(NC_ROW_) { NULL, 0, 0, NC_KIND_END, 0 } };      \
    _Static_assert((0 ROWS(NC_SUM_)) % 8 == 0, "a header is a whole number of bytes");            \
    _Static_assert(NC_SIZE_(ROWS) <= NC_VIEW_MAX, "a fixed header has at most 128 bytes");        \
    static inline void reader(struct nc_packet *pkt, struct nc_cursor *in, as *record)            \
    {                                                                                             \
        NC_RECORD_ *r = record;                                                                   \
        const uint8_t *b;                                                                         \
        uint64_t word = 0;                                                                        \
        size_t at = 0;                                                                            \
                                                                                                  \
        if (walks && __builtin_expect(nc_left(in) < NC_SIZE_(ROWS), 0)) {                         \
            nc_fields_short(pkt, in, table, record);                                              \
            return;                                                                               \
        }                                                                                         \
        b = nc_view(in, NC_SIZE_(ROWS));                                                          \
        ROWS(NC_READ_)                                                                            \
        (void)r;                                                                                  \
        (void)b;                                                                                  \
        (void)at;                                                                                 \
        (void)word;                                                                               \
    }

#define NC_FIELDS(name, type, ROWS) NC_TABLE_(name##_fields, read_##name, type, type, true, ROWS)

#define NC_HEADER(type, ROWS)      \
    typedef type nc_header_record; \
    NC_TABLE_(header, read_header, type, void, false, ROWS)

PROTOBUF_C__END_DECLS

#endif
