/* SPDX-License-Identifier: Apache-2.0 */
/* Ciphers whose keys anybody can have: QUIC hides the first packets of a connection with keys made
 * of what stands in them (RFC 9001 section 5).  Digests that are not for people are here too. */
#ifndef NETCAP_CRYPTO_H
#define NETCAP_CRYPTO_H

#include <netcap/record.h>

PROTOBUF_C__BEGIN_DECLS

#define NC_AES128_SIZE 16 /* of a key, a block, a tag */
#define NC_GCM_NONCE_SIZE 12
#define NC_SHA1_SIZE 20
#define NC_SHA256_SIZE 32

/* FIPS 180-4. */
void nc_sha256_bytes(uint8_t to[NC_SHA256_SIZE], const void *bytes, size_t size);
void nc_sha1_bytes(uint8_t to[NC_SHA1_SIZE], const void *bytes, size_t size);

/* One block, FIPS 197. */
void nc_aes128_block(uint8_t to[NC_AES128_SIZE], const uint8_t key[NC_AES128_SIZE],
                     const uint8_t block[NC_AES128_SIZE]);

/* What AES-128-GCM (NIST SP 800-38D) has sealed: the sealed bytes end with the tag, `beside` is
 * checked with them.  A cursor over the bytes themselves, in memory of the packet; it has failed
 * where the tag is not that of these bytes. */
struct nc_cursor nc_aes128_gcm_open(struct nc_packet *, const uint8_t key[NC_AES128_SIZE],
                                    const uint8_t nonce[NC_GCM_NONCE_SIZE],
                                    ProtobufCBinaryData beside, ProtobufCBinaryData sealed);

/* RFC 5869 section 2.2 and 2.3, with SHA-256: a key of so many bytes, at most 255 times
 * NC_SHA256_SIZE; of more than that nothing is made. */
void nc_hkdf_extract(uint8_t to[NC_SHA256_SIZE], ProtobufCBinaryData salt,
                     ProtobufCBinaryData secret);
void nc_hkdf_expand(uint8_t *to, size_t size, const uint8_t key[NC_SHA256_SIZE],
                    ProtobufCBinaryData info);

/* HKDF-Expand-Label of RFC 8446 section 7.1 without context; the label, at most NC_LABEL_MAX bytes,
 * without its "tls13 ". */
#define NC_LABEL_MAX 64
void nc_hkdf_expand_label(uint8_t *to, size_t size, const uint8_t key[NC_SHA256_SIZE],
                          const char *label);

PROTOBUF_C__END_DECLS

#endif
