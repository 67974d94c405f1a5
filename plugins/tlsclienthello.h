/* SPDX-License-Identifier: Apache-2.0 */
/* What a client's hello offers, and its fingerprints. */
#ifndef TLSCLIENTHELLO_H
#define TLSCLIENTHELLO_H

#include <netcap/plugin.h>
#include <string.h>

#include "tlsclienthello.pb-c.h"

/* Handshake messages go to who has their type as a key there: a hello from its type on, and each
 * certificate of a message, with all of that before it to look back to. */
#define TLS_MESSAGES NC_SPACE('T', 'L', 'S', 'H')

enum { CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23 };

enum { CLIENT_HELLO = 1, SERVER_HELLO = 2, CERTIFICATE = 11 };

/* A message may lie in so many records. */
enum { MESSAGE_HEADER = 4, MESSAGE_MAX = NC_ALLOC_MAX - MESSAGE_HEADER, RECORDS_MAX = 4096 };

enum { EXTENSION_SNI = 0, EXTENSION_ALPN = 16, EXTENSION_VERSIONS = 43 };

struct record {
    uint8_t type;
    uint16_t version, size;
};

struct record tlsclienthello_record(struct nc_cursor *);
bool tlsclienthello_is_sound(const struct record *);

/* A side whose messages are handed on: a server's, a client's certificates. */
struct server {
    bool speaks;   /* it has begun to */
    bool retries;  /* what it said last is that the client is to say another hello */
    uint16_t left; /* bytes of the record at hand */
};

/* Whether a server's hello begins here; whether a side that is one goes on, or one that has said
 * its hello as a client says its certificates; reads its next message. */
enum nc_answer tlsclienthello_server_begins(struct nc_cursor bytes);
enum nc_answer tlsclienthello_is_server(struct nc_cursor bytes, const struct server *,
                                        bool client);
void tlsclienthello_server(struct nc_packet *, const struct nc_stream *, struct nc_cursor *,
                           struct server *);

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

/* RFC 8446 section 4.1.3: these random bytes of a server, the SHA-256 of "HelloRetryRequest", say
 * that the client is to say another hello. */
enum { RANDOM_SIZE = 32 };

static inline bool
random_is_retry(const uint8_t *random)
{
    static const uint8_t retry[RANDOM_SIZE] = {
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8,
        0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8,
        0x33, 0x9c
    };

    return memcmp(random, retry, sizeof retry) == 0;
}

/* JA3 and JA4: a client's TLS library, known by what it offers.  JA3 takes the lists in the order
 * they have, JA4 sorts what clients shuffle.  Both leave out GREASE. */
char *tlsclienthello_ja3(struct nc_packet *, const struct offer *);
enum carrier { OVER_TCP = 't', OVER_QUIC = 'q' };
char *tlsclienthello_ja4(struct nc_packet *, const struct offer *, enum carrier);

/* JA3S, the same of what a server answers. */
char *tlsclienthello_ja3s(struct nc_packet *, int32_t version, int32_t cipher,
                          struct numbers extensions);

/* What a hello offers, from its type on, and the record's members of that, fingerprints and
 * addresses not. */
void tlsclienthello_read(struct nc_packet *, struct nc_cursor *message, Types__TLSClientHello *,
                         struct offer *);

/* Whether a hello in the framing of SSL 2.0 begins here, and what it says.  It has no fingerprint:
 * those are defined for the lists of TLS. */
enum nc_answer tlsclienthello_ssl2_begins(struct nc_cursor bytes);
Types__TLSClientHello *tlsclienthello_ssl2_read(struct nc_packet *, struct nc_cursor *in);

/* Whether a number stands for nothing, RFC 8701. */
bool tlsclienthello_is_grease(int32_t number);

#endif
