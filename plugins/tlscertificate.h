/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a certificate that take more than a line. */
#ifndef TLSCERTIFICATE_H
#define TLSCERTIFICATE_H

#include <netcap/der.h>
#include <netcap/plugin.h>

#include "tlscertificate.pb-c.h"

/* A Name as RFC 4514 writes it, the last part first; the cursor is over its SEQUENCE's value. */
char *tlscertificate_name(struct nc_packet *, struct nc_cursor *parts);

/* Kind and size of the key: the cursor is over the value of SubjectPublicKeyInfo. */
void tlscertificate_key(struct nc_packet *, struct nc_cursor *info, Types__TLSCertificate *);

/* What version 3 adds: the cursor is over the value of Extensions. */
void tlscertificate_extensions(struct nc_packet *, struct nc_cursor *list, Types__TLSCertificate *);

#endif
