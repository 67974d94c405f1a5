/* SPDX-License-Identifier: Apache-2.0 */
/* Header tables, row by row: for what is left of a header when its bytes have ended within it. */
#include "host.h"

#include <string.h>

struct reading {
    struct nc_packet *pkt;
    const uint8_t *bytes;
    size_t size, at; /* bytes; bits so far */
    uint64_t word;   /* that is open */
};

/* The bytes of so many bits when they are all there, or zeros. */
static const uint8_t *
bytes_of(const struct reading *reading, size_t bits)
{
    return reading->at + bits <= 8 * reading->size ? reading->bytes + reading->at / 8 : nc_zeros;
}

static void
put_number(const struct nc_field *field, void *member, uint64_t number)
{
    uint32_t half = (uint32_t)number;

    if (field->size == sizeof half)
        memcpy(member, &half, sizeof half);
    else
        memcpy(member, &number, sizeof number);
}

static void
put_bytes(ProtobufCBinaryData *member, const uint8_t *bytes, size_t size)
{
    bool there = bytes != nc_zeros;

    member->len = there ? size : 0;
    member->data = there ? (uint8_t *)bytes : NULL;
}

static void
read_field(struct reading *reading, const struct nc_field *field, void *member)
{
    size_t bits = field->bits ? field->bits : 8u * field->size;
    const uint8_t *bytes = bytes_of(reading, bits);

    switch ((enum nc_kind)field->kind) {
    case NC_KIND_UINT:    put_number(field, member, nc_bits(bytes, reading->at % 8, bits)); break;
    case NC_KIND_UINT_LE: put_number(field, member, nc_bits_le(bytes, 0, bits)); break;
    case NC_KIND_MAC:     *(char **)member = nc_text_mac(reading->pkt, bytes); break;
    case NC_KIND_IPV4:    *(char **)member = nc_text_ipv4(reading->pkt, bytes); break;
    case NC_KIND_IPV6:    *(char **)member = nc_text_ipv6(reading->pkt, bytes); break;
    case NC_KIND_BYTES:   put_bytes(member, bytes, bits / 8); break;
    case NC_KIND_WORD:    reading->word = nc_bits(bytes, 0, bits); break;
    case NC_KIND_WORD_LE: reading->word = nc_bits_le(bytes, 0, bits); break;
    case NC_KIND_BITS:    put_number(field, member, nc_bits_low(&reading->word, bits)); break;
    case NC_KIND_SKIP:    nc_bits_low(&reading->word, bits); break;
    case NC_KIND_END:     break;
    }
    reading->at += field->bits;
}

void
nc_fields_short(struct nc_packet *pkt, struct nc_cursor *in, const struct nc_field *fields,
                void *record)
{
    struct reading reading = { .pkt = pkt, .bytes = in->pos, .size = nc_left(in) };

    for (; fields->kind != NC_KIND_END; fields++)
        read_field(&reading, fields, (uint8_t *)record + fields->member);
    nc_fail(in, nc_truncated);
}
