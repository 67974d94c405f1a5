/* SPDX-License-Identifier: Apache-2.0 */
#ifndef IMAP_H
#define IMAP_H

#include "lines.h"

/* By their places in imap_verbs. */
enum { OTHER, STARTTLS, AUTHENTICATE, LOGIN, COMPRESS, UID, DONE };

/* By their places in imap_statuses; the first three end a command. */
enum { OK = 1, BAD = 3, ENDING = 4 };

extern const char *const imap_verbs[], *const imap_statuses[];

/* A response, taken apart. */
struct response {
    ProtobufCBinaryData tag, word, rest;
    int64_t number; /* -1: none */
    uint8_t status;
    bool known;
};

struct response imap_response(ProtobufCBinaryData line);

/* The number of a command's word, in any case; OTHER when it is none that is known. */
uint8_t imap_verb(ProtobufCBinaryData word);
bool imap_is_tag(ProtobufCBinaryData tag);
bool imap_is_command(ProtobufCBinaryData line);

/* {size}, or {size+} of RFC 7888, at the end of a line: so many bytes follow; -1 without one. */
int64_t imap_literal(ProtobufCBinaryData line);

/* The astring with which a text begins, section 4, and what stands behind it. */
ProtobufCBinaryData imap_cut_string(ProtobufCBinaryData *text);

#endif
