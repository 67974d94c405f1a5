/* SPDX-License-Identifier: Apache-2.0 */
/* A gzip member (RFC 1952) that is a block of records, as netcapd writes it, and as it is when it
 * says which block it is.
 *
 * netcapd's begin with MEMBER_PLAIN bytes without fields.  Those that were collected have in their
 * place MEMBER_MARKED bytes: the flags FEXTRA and FHCRC; a field of 44 bytes that is one
 * subfield, "NC", of 40, the block's id (exchange/block_id.h) and how many bytes the member has, as
 * a number with its highest byte first, so that who looks for a block can go from one to the next
 * without unpacking any; and the checksum of all that (CRC16).  The header of a file is such a
 * member with an id of offset 0. */
#ifndef MEMBER_H
#define MEMBER_H

#include "exchange/block_id.h"

enum {
    MEMBER_PLAIN = 10,
    MEMBER_MARKED = 10 + 2 + 44 + 2,
    MEMBER_BEGUN = 10 + 2 + 4 + 16 + 8, /* those of them that say which file it is of, and where */
    MEMBER_TRAILER = 8,
    MEMBER_MOST = BLOCK_RAW_MOST + (64 << 10), /* bytes of one that is sent, packed */
};

/* How long the first part of a member is, before what is compressed; 0: it is none, or does not
 * end within these bytes. */
size_t member_head(const uint8_t *bytes, size_t size);

/* Writes the first part of a member whose id is this and which has so many bytes in all. */
void member_mark(uint8_t to[MEMBER_MARKED], const struct block_id *, uint32_t whole);

/* The other way round; false when it is no such member. */
bool member_read_mark(const uint8_t from[MEMBER_MARKED], struct block_id *, uint32_t *whole);

/* The first part of one that says nothing. */
void member_unmark(uint8_t to[MEMBER_PLAIN]);

/* Unpacks one that has no fields, all of it, to as many bytes as are expected, and space for one
 * more; false when it is anything else. */
bool member_unpack(const uint8_t *member, size_t size, uint8_t *to, size_t expected);

#endif
