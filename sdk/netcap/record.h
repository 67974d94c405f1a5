/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a record: memory, repeated members, text.  All of it belongs to the packet; none is
 * ever freed by a plugin.  When a packet has used up what one packet may use, the decoder's
 * cursor fails and these functions hand out scratch memory, so nothing needs testing. */
#ifndef NETCAP_RECORD_H
#define NETCAP_RECORD_H

#include <netcap/cursor.h>
#include <netcap/hex.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_packet;

/* Zeroed memory for the packet's life.  At most NC_ALLOC_MAX bytes at a time. */
#define NC_ALLOC_MAX 65536
void *nc_alloc(struct nc_packet *, size_t size);

/* A new message, initialised: rr->soa = nc_new(pkt, types__dnssoa). */
#define nc_new(pkt, stem) nc_message(pkt, &stem##__descriptor)
void *nc_message(struct nc_packet *, const ProtobufCMessageDescriptor *);

/* One more message in a repeated member: option = nc_add(pkt, tcp, options, types__tcpoption). */
#define nc_add(pkt, record, member, stem)                                                         \
    (*(__typeof__((record)->member))nc_grow(pkt, &(record)->n_##member,                           \
                                            (void **)&(record)->member,                           \
                                            sizeof *(record)->member) = nc_new(pkt, stem))

/* One more string, bytes or number in a repeated member: nc_push(pkt, vrrp, ipaddress, text). */
#define nc_push(pkt, record, member, value)                                                       \
    ((void)(*(__typeof__((record)->member))nc_grow(pkt, &(record)->n_##member,                    \
                                                   (void **)&(record)->member,                    \
                                                   sizeof *(record)->member) = (value)))

/* Room for one more element behind the n there are; for the macros above. */
void *nc_grow(struct nc_packet *, size_t *n, void **list, size_t element);

/* Text of the address that comes next. */
char *nc_mac(struct nc_packet *, struct nc_cursor *);
char *nc_ipv4(struct nc_packet *, struct nc_cursor *);
char *nc_ipv6(struct nc_packet *, struct nc_cursor *);

/* Bytes that are meant as text.  What is UTF-8 stays as it is; in text that is not, the bytes that
 * are no UTF-8, and NUL, become \xNN and a backslash becomes two, so that nothing is lost. */
char *nc_text(struct nc_packet *, ProtobufCBinaryData);

/* Text made as printf() makes it, which must come to UTF-8: of numbers, and of texts that are. */
__attribute__((format(printf, 2, 3))) char *nc_format(struct nc_packet *, const char *format, ...);

/* What proves who somebody is: a password, a token, the value of a cookie; an answer to a challenge
 * too, as a password can be guessed from it.  The bytes themselves, or where the run leaves secrets
 * out (--redact) NC_REDACTED in their place; nothing stays nothing. */
#define NC_REDACTED "[redacted]"
ProtobufCBinaryData nc_secret(const struct nc_packet *, ProtobufCBinaryData);

/* Whether it does, for what is no text: a number of it is 0 then. */
bool nc_leaves_out_secrets(const struct nc_packet *);

/* The domain name that comes next, RFC 1035 section 3.1 and 4.1.4: labels joined by dots, without
 * a dot at the end, bytes as they are; the root is empty.  Pointers count from the first byte of
 * the message and must lead backwards, each before the last, so following them ends; a name is at
 * most 255 bytes long. */
ProtobufCBinaryData nc_domain_name(struct nc_packet *, struct nc_cursor *message);

/* A message that came in pieces as one, with a cursor over it; what is one piece is not copied.
 * All of them have at most NC_ALLOC_MAX bytes. */
struct nc_cursor nc_join(struct nc_packet *, const ProtobufCBinaryData *pieces, size_t n);

/* The next option of a list as IPv4 (RFC 791) and TCP (RFC 9293) have it: type 0 and 1 are a
 * single byte, others carry a length that counts type and length too.  False at the end of the
 * bytes; type 0 ends the options before, which is for the caller to see, as what follows it is
 * padding.  A length below 2 or beyond the list fails the list. */
struct nc_tlv {
    uint8_t type, length; /* as on the wire; length 1 for a single byte */
    ProtobufCBinaryData value;
};
bool nc_ip_option(struct nc_cursor *list, struct nc_tlv *option);

PROTOBUF_C__END_DECLS

#endif
