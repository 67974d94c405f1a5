/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the AMQP plugin: amqp.c frames, amqp_method.c AMQP 0-9-1, amqp_performative.c AMQP
 * 1.0. */
#ifndef AMQP_H
#define AMQP_H

#include "texts.h"

#include "amqp.pb-c.h"

/* Whether there is a class of methods of that number. */
bool amqp_is_class(uint32_t id);

/* Reads what a frame of a method carries. */
void amqp_read_method(struct nc_packet *, struct nc_cursor *in, Types__AMQP *);

/* Whether there is a performative of that number in frames of that type. */
bool amqp_is_performative(uint8_t type, uint64_t code);

/* Reads a performative, of frames of AMQP or SASL. */
void amqp_read_performative(struct nc_packet *, struct nc_cursor *in, uint8_t type, Types__AMQP *);

/* Adds words with blanks between them. */
void amqp_tell_mechanisms(struct nc_packet *, ProtobufCBinaryData words, Types__AMQP *);
void amqp_tell_locales(struct nc_packet *, ProtobufCBinaryData words, Types__AMQP *);

/* What SASL's mechanism PLAIN says, RFC 4616: whom to be, who it is, and the password. */
void amqp_tell_plain(struct nc_packet *, ProtobufCBinaryData response, Types__AMQP *);

#endif
