/* SPDX-License-Identifier: Apache-2.0 */
/* Ciphers and keys, all of it Nettle's work. */
#include "host.h"

#include <netcap/crypto.h>
#include <nettle/aes.h>
#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

static const char no_seal[] = "sealed with another key";

void
nc_sha256_bytes(uint8_t to[NC_SHA256_SIZE], const void *bytes, size_t size)
{
    struct sha256_ctx state;

    sha256_init(&state);
    sha256_update(&state, size, bytes);
    sha256_digest(&state, NC_SHA256_SIZE, to);
}

void
nc_sha1_bytes(uint8_t to[NC_SHA1_SIZE], const void *bytes, size_t size)
{
    struct sha1_ctx state;

    sha1_init(&state);
    sha1_update(&state, size, bytes);
    sha1_digest(&state, NC_SHA1_SIZE, to);
}

void
nc_aes128_block(uint8_t to[NC_AES128_SIZE], const uint8_t key[NC_AES128_SIZE],
                const uint8_t block[NC_AES128_SIZE])
{
    struct aes128_ctx aes;

    aes128_set_encrypt_key(&aes, key);
    aes128_encrypt(&aes, NC_AES128_SIZE, to, block);
}

struct nc_cursor
nc_aes128_gcm_open(struct nc_packet *pkt, const uint8_t key[NC_AES128_SIZE],
                   const uint8_t nonce[NC_GCM_NONCE_SIZE], ProtobufCBinaryData beside,
                   ProtobufCBinaryData sealed)
{
    struct nc_cursor open = { nc_zeros, nc_zeros, nc_zeros, NULL };
    size_t size = sealed.len < NC_AES128_SIZE ? 0 : sealed.len - NC_AES128_SIZE;
    uint8_t tag[NC_AES128_SIZE], *to;
    struct gcm_aes128_ctx gcm;

    nc_require(&open, sealed.len >= NC_AES128_SIZE, nc_truncated);
    to = nc_take(pkt, size);
    nc_require(&open, nc_ok(pkt->in), nc_no_memory);
    if (!nc_ok(&open))
        return open;
    gcm_aes128_set_key(&gcm, key);
    gcm_aes128_set_iv(&gcm, NC_GCM_NONCE_SIZE, nonce);
    if (beside.len)
        gcm_aes128_update(&gcm, beside.len, beside.data);
    if (size)
        gcm_aes128_decrypt(&gcm, size, to, sealed.data);
    gcm_aes128_digest(&gcm, sizeof tag, tag);
    if (memeql_sec(tag, sealed.data + size, sizeof tag))
        return (struct nc_cursor){ to, to, to + size, NULL };
    nc_fail(&open, no_seal);
    return open;
}

void
nc_hkdf_extract(uint8_t to[NC_SHA256_SIZE], ProtobufCBinaryData salt, ProtobufCBinaryData secret)
{
    struct hmac_sha256_ctx hmac;

    hmac_sha256_set_key(&hmac, salt.len, salt.len ? salt.data : nc_zeros);
    hkdf_extract(&hmac, (nettle_hash_update_func *)hmac_sha256_update,
                 (nettle_hash_digest_func *)hmac_sha256_digest, NC_SHA256_SIZE, secret.len,
                 secret.len ? secret.data : nc_zeros, to);
}

void
nc_hkdf_expand(uint8_t *to, size_t size, const uint8_t key[NC_SHA256_SIZE],
               ProtobufCBinaryData info)
{
    struct hmac_sha256_ctx hmac;

    if (size > 255 * NC_SHA256_SIZE)
        return;
    hmac_sha256_set_key(&hmac, NC_SHA256_SIZE, key);
    hkdf_expand(&hmac, (nettle_hash_update_func *)hmac_sha256_update,
                (nettle_hash_digest_func *)hmac_sha256_digest, NC_SHA256_SIZE, info.len,
                info.len ? info.data : nc_zeros, size, to);
}

void
nc_hkdf_expand_label(uint8_t *to, size_t size, const uint8_t key[NC_SHA256_SIZE], const char *label)
{
    static const char prefix[] = "tls13 ";
    uint8_t info[4 + sizeof prefix + NC_LABEL_MAX];
    size_t length = strlen(label), all = sizeof prefix - 1 + length;

    if (length > NC_LABEL_MAX || size > 255 * NC_SHA256_SIZE)
        return;
    info[0] = (uint8_t)(size >> 8);
    info[1] = (uint8_t)size;
    info[2] = (uint8_t)all;
    memcpy(info + 3, prefix, sizeof prefix - 1);
    memcpy(info + 3 + sizeof prefix - 1, label, length);
    info[3 + all] = 0; /* of the context */
    nc_hkdf_expand(to, size, key, (ProtobufCBinaryData){ 4 + all, info });
}
