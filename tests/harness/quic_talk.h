/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of QUIC: packets are sealed as RFC 9001 section 5 and RFC 9369 say. */
#ifndef QUIC_TALK_H
#define QUIC_TALK_H

#include "harness_plugin.h"
#include "harness_stream.h"

#include "quic.pb-c.h"

#include <netcap/crypto.h>
#include <nettle/gcm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { V1 = 1, V2 = 0x6b3343cf, ROOM = 4096 };

#define ID "8394c8f03e515708"
#define RFC_HELLO                                                                                  \
    "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c0000041301130201" \
    "0000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d00170018001000070005" \
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f" \
    "1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c00" \
    "024001003900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8" \
    "f03e51570806048000ffff"
#define RETRY "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba"

struct bytes {
    uint8_t at[ROOM];
    size_t n;
};

static inline void
put(struct bytes *to, uint64_t number, size_t size)
{
    while (size--)
        to->at[to->n++] = (uint8_t)(number >> 8 * size);
}

static inline void
put_hex(struct bytes *to, const char *hex)
{
    to->n += from_hex(hex, to->at + to->n, ROOM - to->n);
}

static inline void
add_crypto(struct bytes *to, size_t at, const uint8_t *bytes, size_t size)
{
    put(to, 6, 1);
    put(to, 0x4000 | at, 2);
    put(to, 0x4000 | size, 2);
    memcpy(to->at + to->n, bytes, size);
    to->n += size;
}

/* A part of the hello that RFC 9001 has, as a frame. */
static inline void
add_part(struct bytes *to, size_t from, size_t upto)
{
    uint8_t hello[512];

    CU_ASSERT_FATAL(from_hex(RFC_HELLO, hello, sizeof hello) == 241 && upto <= 241);
    add_crypto(to, from, hello + from, upto - from);
}

static inline void
put_id(struct bytes *to, const char *hex)
{
    size_t at = to->n++;

    put_hex(to, hex);
    to->at[at] = (uint8_t)(to->n - at - 1);
}

/* What is made of a key's id and the version. */
static inline void
make_keys(uint32_t version, const char *id, uint8_t *key, uint8_t *iv, uint8_t *protection)
{
    struct bytes salt = { .n = 0 }, name = { .n = 0 };
    uint8_t initial[NC_SHA256_SIZE], client[NC_SHA256_SIZE];

    put_hex(&salt, version == V1 ? "38762cf7f55934b34d179ae6a4c80cadccbb7f0a"
                                 : "0dede3def700a6db819381be6e269dcbf9bd2ed9");
    put_hex(&name, id);
    nc_hkdf_extract(initial, (ProtobufCBinaryData){ salt.n, salt.at },
                    (ProtobufCBinaryData){ name.n, name.at });
    nc_hkdf_expand_label(client, sizeof client, initial, "client in");
    nc_hkdf_expand_label(key, 16, client, version == V1 ? "quic key" : "quicv2 key");
    nc_hkdf_expand_label(iv, 12, client, version == V1 ? "quic iv" : "quicv2 iv");
    nc_hkdf_expand_label(protection, 16, client, version == V1 ? "quic hp" : "quicv2 hp");
}

/* Number 2, in four bytes. */
static inline void
seal(struct bytes *to, size_t begin, uint32_t version, const char *id, const struct bytes *frames)
{
    uint8_t key[16], iv[12], protection[16], mask[16], *number;
    struct gcm_aes128_ctx gcm;

    make_keys(version, id, key, iv, protection);
    put(to, 0x4000 | (4 + frames->n + 16), 2);
    number = to->at + to->n;
    put(to, 2, 4);
    iv[11] ^= 2;
    gcm_aes128_set_key(&gcm, key);
    gcm_aes128_set_iv(&gcm, 12, iv);
    gcm_aes128_update(&gcm, to->n - begin, to->at + begin);
    gcm_aes128_encrypt(&gcm, frames->n, to->at + to->n, frames->at);
    to->n += frames->n;
    gcm_aes128_digest(&gcm, 16, to->at + to->n);
    to->n += 16;
    nc_aes128_block(mask, protection, number + 4);
    to->at[begin] ^= mask[0] & 15;
    for (int i = 0; i < 4; i++)
        number[i] ^= mask[1 + i];
}

/* An Initial packet behind what is there, sealed with the key of an id. */
static inline void
add_initial(struct bytes *to, uint32_t version, const char *dcid, const char *key_id,
            const char *token, const struct bytes *frames)
{
    size_t begin = to->n;

    put(to, version == V1 ? 0xc3 : 0xd3, 1);
    put(to, version, 4);
    put_id(to, dcid);
    put_id(to, "");
    put_id(to, token);
    seal(to, begin, version, key_id, frames);
}

static inline void
say_bytes(int side, const struct bytes *what)
{
    says(side, what->at, what->n);
}

static inline void
begin(void)
{
    new_talk();
    talk()->transport_kind = NC_ENDPOINT_UDP;
    talk()->port[1] = 443;
}

/* The client's first packet with these parts of the hello, as long as it must be. */
static inline void
say_parts(const char *dcid, const char *key_id, size_t from, size_t upto)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    add_part(&frames, from, upto);
    memset(frames.at + frames.n, 0, 1162 - frames.n);
    frames.n = 1162;
    add_initial(&packet, V1, dcid, key_id, "", &frames);
    say_bytes(NC_CLIENT, &packet);
}

static inline Types__QUIC *
record_of(size_t n)
{
    return written(n);
}

#endif
