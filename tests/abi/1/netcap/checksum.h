/* SPDX-License-Identifier: Apache-2.0 */
/* Internet checksums, RFC 1071, of networks and of what they carry.  Decoders name the bytes; which
 * ones were wrong stands in sightings, and reassembly passes over them.  What cannot be judged is
 * not: bytes that the capture has cut off, addresses that stand elsewhere. */
#ifndef NETCAP_CHECKSUM_H
#define NETCAP_CHECKSUM_H

#include <netcap/cursor.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_packet;

/* Verifies the checksum of the network header said last, which stands in it; the cursor's bytes are
 * all of the header. */
void nc_verify_network(struct nc_packet *, const struct nc_cursor *header, uint16_t checksum);

/* All that this network header carries is there, up to where `in` ends.  What is not said to be, a
 * fragment above all, is not verified. */
void nc_whole(struct nc_packet *, const struct nc_cursor *in);

/* It was sent from or to other addresses than those said last, and nobody knows which: what lies
 * inside is not verified, for its checksum goes with those.  Where they are known,
 * nc_network_ends(). */
void nc_readdressed(struct nc_packet *);

/* Verifies the checksum of this layer, which stands in its bytes: all from the first one to where
 * the cursor ends.  The protocol's number says that a pseudo header of the network goes with them
 * (RFC 9293 section 3.1, RFC 8200 section 8.1), 0 that none does. */
void nc_verify(struct nc_packet *, const struct nc_cursor *in, uint8_t protocol, uint16_t checksum);

/* The same where zero says that the sender made none, RFC 768: over IPv6 that is wrong (RFC 8200
 * section 8.1), unless a tunnel turns out to lie inside (RFC 6935). */
void nc_verify_optional(struct nc_packet *, const struct nc_cursor *in, uint8_t protocol,
                        uint16_t checksum);

PROTOBUF_C__END_DECLS

#endif
