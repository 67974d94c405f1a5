/* SPDX-License-Identifier: Apache-2.0 */
/* Packets with a long header, RFC 9000 section 17.2, and their keys, RFC 9001 section 5 and RFC
 * 9369 section 3.3. */
#include "quic.h"

#include <string.h>

enum { LONG = 0x80, NUMBER_MAX = 4, TAG = NC_AES128_SIZE, SAMPLE = NC_AES128_SIZE, SALT = 20,
       HEADER_MAX = 2048 };

/* The drafts from 23 on that were in use, and the versions of which there are RFCs. */
static const struct version {
    uint32_t first, last;
    uint8_t salt[SALT];
    const char *key, *iv, *protection;
    uint8_t retry_key[NC_AES128_SIZE], retry_nonce[NC_GCM_NONCE_SIZE]; /* zeros: not known */
} versions[] = {
    { 1, 1,
      { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
        0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a },
      "quic key", "quic iv", "quic hp",
      { 0xbe, 0x0c, 0x69, 0x0b, 0x9f, 0x66, 0x57, 0x5a, 0x1d, 0x76, 0x6b, 0x54, 0xe3, 0x68, 0xc8,
        0x4e },
      { 0x46, 0x15, 0x99, 0xd3, 0x5d, 0x63, 0x2b, 0xf2, 0x23, 0x98, 0x25, 0xbb } },
    { 0x6b3343cf, 0x6b3343cf,
      { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
        0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9 },
      "quicv2 key", "quicv2 iv", "quicv2 hp",
      { 0x8f, 0xb4, 0xb0, 0x1b, 0x56, 0xac, 0x48, 0xe2, 0x60, 0xfb, 0xcb, 0xce, 0xad, 0x7c, 0xcc,
        0x92 },
      { 0xd8, 0x69, 0x69, 0xbc, 0x2d, 0x7c, 0x6d, 0x99, 0x90, 0xef, 0xb0, 0x4a } },
    { 0xff000017, 0xff00001c,
      { 0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7,
        0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02 },
      "quic key", "quic iv", "quic hp", { 0 }, { 0 } },
    { 0xfaceb002, 0xfaceb002, /* Facebook's, of draft 27 */
      { 0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7,
        0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02 },
      "quic key", "quic iv", "quic hp", { 0 }, { 0 } },
    { 0xff00001d, 0xff000020,
      { 0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97,
        0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99 },
      "quic key", "quic iv", "quic hp",
      { 0xcc, 0xce, 0x18, 0x7e, 0xd0, 0x9a, 0x09, 0xd0, 0x57, 0x28, 0x15, 0x5a, 0x6c, 0xb9, 0x6b,
        0xe1 },
      { 0xe5, 0x49, 0x30, 0xf9, 0x7f, 0x21, 0x36, 0xf0, 0x53, 0x0a, 0x8c, 0x1c } },
    { 0xff000021, 0xff000022,
      { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
        0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a },
      "quic key", "quic iv", "quic hp", { 0 }, { 0 } },
};

static const struct version *
version_of(uint32_t number)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (number >= versions[i].first && number <= versions[i].last)
            return &versions[i];
    return NULL;
}

bool
quic_knows(uint32_t version)
{
    return version_of(version) != NULL || (version & 0x0f0f0f0f) == 0x0a0a0a0a;
}

uint64_t
quic_number(struct nc_cursor *in)
{
    size_t size = (size_t)1 << (nc_peek(in) >> 6);

    return nc_uint(in, size) & (UINT64_MAX >> (64 - 8 * size + 2));
}

/* Version 2 has the four types in another order, RFC 9369 section 3.2. */
static enum quic_type
type_of(uint8_t first, uint32_t version)
{
    uint8_t bits = first >> 4 & 3;

    if (!version)
        return QUIC_NEGOTIATION;
    if (!version_of(version))
        return QUIC_UNKNOWN;
    return version == 0x6b3343cf ? (enum quic_type)((bits + 3) % 4) : (enum quic_type)bits;
}

static ProtobufCBinaryData
connection_id(struct nc_cursor *in)
{
    uint8_t size = nc_u8(in);

    nc_require(in, size <= CID_MAX, "connection id longer than 20 bytes");
    return nc_bytes(in, size);
}

/* All that is there of a retry is its token and its seal. */
static void
read_retry(struct nc_cursor *in, struct quic_packet *packet)
{
    nc_require(in, nc_left(in) >= TAG, "retry without a seal");
    if (!nc_ok(in))
        return;
    packet->token = nc_bytes(in, nc_left(in) - TAG);
}

struct quic_packet
quic_next(struct nc_cursor *datagram)
{
    struct nc_cursor whole = nc_ahead(datagram), *in = datagram;
    size_t begin = nc_tell(in), size = 0;
    struct quic_packet packet = { .rest = whole };
    uint8_t first = nc_u8(in);

    nc_require(in, first & LONG, "no long header");
    packet.version = nc_u32(in);
    packet.type = type_of(first, packet.version);
    packet.dcid = connection_id(in);
    packet.scid = connection_id(in);
    if (packet.type == QUIC_UNKNOWN)
        nc_skip(in, nc_left(in));
    else if (packet.type == QUIC_INITIAL)
        packet.token = nc_bytes(in, quic_number(in));
    else if (packet.type == QUIC_RETRY)
        read_retry(in, &packet);
    if (packet.type == QUIC_RETRY)
        size = TAG;
    else if (packet.type != QUIC_NEGOTIATION && packet.type != QUIC_UNKNOWN)
        size = quic_number(in);
    nc_require(in, size <= nc_left(in), "packet longer than its datagram");
    if (!nc_ok(in))
        return packet;
    packet.header = nc_bytes(&whole, nc_tell(in) - begin);
    if (packet.type == QUIC_NEGOTIATION) {
        packet.rest = nc_slice(in, nc_left(in));
        return packet;
    }
    packet.sealed = nc_bytes(in, size);
    return packet;
}

/* ---- what is sealed ---- */

struct keys {
    uint8_t key[NC_AES128_SIZE], iv[NC_GCM_NONCE_SIZE], protection[NC_AES128_SIZE];
};

static struct keys
keys_of(const struct version *version, ProtobufCBinaryData id)
{
    const ProtobufCBinaryData salt = { SALT, (uint8_t *)(uintptr_t)version->salt };
    uint8_t initial[NC_SHA256_SIZE], client[NC_SHA256_SIZE];
    struct keys keys;

    nc_hkdf_extract(initial, salt, id);
    nc_hkdf_expand_label(client, sizeof client, initial, "client in");
    nc_hkdf_expand_label(keys.key, sizeof keys.key, client, version->key);
    nc_hkdf_expand_label(keys.iv, sizeof keys.iv, client, version->iv);
    nc_hkdf_expand_label(keys.protection, sizeof keys.protection, client, version->protection);
    return keys;
}

/* RFC 9001 section 5.4: how long the packet's number is, and it itself, are hidden by bytes made of
 * what is sealed.  The header as it was sealed, and bytes of the number. */
static ProtobufCBinaryData
unhide(struct nc_packet *pkt, const struct quic_packet *packet, const struct keys *keys,
       size_t *bytes)
{
    size_t size = packet->header.len;
    uint8_t mask[NC_AES128_SIZE], *header = nc_alloc(pkt, size + NUMBER_MAX);

    nc_aes128_block(mask, keys->protection, packet->sealed.data + NUMBER_MAX);
    memcpy(header, packet->header.data, size);
    header[0] ^= mask[0] & 0x0f;
    *bytes = 1 + (header[0] & 3u);
    for (size_t i = 0; i < *bytes; i++)
        header[size + i] = packet->sealed.data[i] ^ mask[1 + i];
    return (ProtobufCBinaryData){ size + *bytes, header };
}

struct nc_cursor
quic_open(struct nc_packet *pkt, const struct quic_packet *packet, ProtobufCBinaryData id)
{
    const struct version *version = version_of(packet->version);
    struct nc_cursor none = packet->rest;
    ProtobufCBinaryData header, sealed = packet->sealed;
    struct keys keys;
    size_t bytes;

    nc_require(&none, version && sealed.len >= NUMBER_MAX + SAMPLE, "too short to be opened");
    nc_require(&none, packet->header.len <= HEADER_MAX, "header too long to be opened");
    if (!nc_ok(&none))
        return none;
    keys = keys_of(version, id);
    header = unhide(pkt, packet, &keys, &bytes);
    for (size_t i = 0; i < bytes; i++)
        keys.iv[NC_GCM_NONCE_SIZE - bytes + i] ^= header.data[header.len - bytes + i];
    sealed.data += bytes;
    sealed.len -= bytes;
    return nc_aes128_gcm_open(pkt, keys.key, keys.iv, header, sealed);
}

/* RFC 9001 section 5.8: sealed with the id before it that the client had used. */
bool
quic_is_retry(struct nc_packet *pkt, const struct quic_packet *packet, ProtobufCBinaryData id)
{
    static const uint8_t unknown[NC_AES128_SIZE];
    const struct version *version = version_of(packet->version);
    size_t size = 1 + id.len + packet->header.len;
    struct nc_cursor open;
    uint8_t *all;

    if (!version || !memcmp(version->retry_key, unknown, sizeof unknown) ||
        packet->header.len > HEADER_MAX)
        return false;
    all = nc_alloc(pkt, size);
    all[0] = (uint8_t)id.len;
    if (id.len)
        memcpy(all + 1, id.data, id.len);
    memcpy(all + 1 + id.len, packet->header.data, packet->header.len);
    open = nc_aes128_gcm_open(pkt, version->retry_key, version->retry_nonce,
                              (ProtobufCBinaryData){ size, all }, packet->sealed);
    return nc_ok(&open);
}
