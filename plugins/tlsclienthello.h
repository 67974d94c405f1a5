/* SPDX-License-Identifier: Apache-2.0 */
/* What a client's hello offers, and its fingerprints. */
#ifndef TLSCLIENTHELLO_H
#define TLSCLIENTHELLO_H

#include <netcap/plugin.h>

#include "tlsclienthello.pb-c.h"

enum { EXTENSION_SNI = 0, EXTENSION_ALPN = 16 };

struct numbers {
    size_t n_list;
    int32_t *list;
};

struct offer {
    uint16_t version; /* of the hello */
    uint16_t highest; /* of the extension supported_versions; 0: it has none */
    struct numbers ciphers, extensions, groups, points, signatures;
    ProtobufCBinaryData alpn; /* the first */
};

/* JA3 and JA4: a client's TLS library, known by what it offers.  JA3 takes the lists in the order
 * they have, JA4 sorts what clients shuffle.  Both leave out GREASE. */
char *tlsclienthello_ja3(struct nc_packet *, const struct offer *);
char *tlsclienthello_ja4(struct nc_packet *, const struct offer *);

/* Whether a hello in the framing of SSL 2.0 begins here, and what it says.  It has no fingerprint:
 * those are defined for the lists of TLS. */
enum nc_answer tlsclienthello_ssl2_begins(struct nc_cursor bytes);
Types__TLSClientHello *tlsclienthello_ssl2_read(struct nc_packet *, struct nc_cursor *in);

/* Whether a number stands for nothing, RFC 8701. */
bool tlsclienthello_is_grease(int32_t number);

#endif
