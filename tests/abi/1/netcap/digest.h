/* SPDX-License-Identifier: Apache-2.0 */
/* Digests that fingerprints and identifiers are made of. */
#ifndef NETCAP_DIGEST_H
#define NETCAP_DIGEST_H

#include <netcap/cursor.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_packet;

/* In lower case hexadecimal: 32 characters, RFC 1321; 64, FIPS 180-4. */
char *nc_md5(struct nc_packet *, const void *bytes, size_t size);
char *nc_sha256(struct nc_packet *, const void *bytes, size_t size);

/* In base64 with padding, RFC 4648 section 4: 28 characters. */
char *nc_sha1_base64(struct nc_packet *, const void *bytes, size_t size);

PROTOBUF_C__END_DECLS

#endif
