/* SPDX-License-Identifier: Apache-2.0 */
/* Packets of QUIC with a long header, and what can be opened of them. */
#ifndef QUIC_H
#define QUIC_H

#include <netcap/crypto.h>
#include <netcap/plugin.h>

enum { CID_MAX = 20, VERSION_1 = 1 };

/* The same for all versions, whatever number they have for them. */
enum quic_type { QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE, QUIC_RETRY, QUIC_NEGOTIATION,
                 QUIC_UNKNOWN };

/* RFC 9000 section 17.2. */
struct quic_packet {
    enum quic_type type;
    uint32_t version;
    ProtobufCBinaryData dcid, scid, token;
    ProtobufCBinaryData header; /* up to the packet's number */
    ProtobufCBinaryData sealed; /* the number and all that follows; of a retry, its seal */
    struct nc_cursor rest;      /* the versions that a server knows */
};

/* Whether this version's keys are known; or it is one that a server is to turn down, RFC 9000
 * section 15. */
bool quic_knows(uint32_t version);

/* The next packet of a datagram, which must have a long header; one of an unknown version is all
 * that there is. */
struct quic_packet quic_next(struct nc_cursor *datagram);

/* The frames of a client's first packets, whose keys are made of the id that it has first called
 * the server by; the cursor has failed where they are not. */
struct nc_cursor quic_open(struct nc_packet *, const struct quic_packet *, ProtobufCBinaryData id);

/* Whether a retry is sealed as an answer to who has called the server by this id. */
bool quic_is_retry(struct nc_packet *, const struct quic_packet *, ProtobufCBinaryData id);

/* A number of one to eight bytes, RFC 9000 section 16. */
uint64_t quic_number(struct nc_cursor *);

#endif
