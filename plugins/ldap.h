/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the LDAP plugin: ldap.c messages and streams, ldap_operation.c what is asked and
 * answered, ldap_filter.c filters. */
#ifndef LDAP_H
#define LDAP_H

#include <netcap/der.h>
#include <netcap/plugin.h>

#include "ldap.pb-c.h"

/* How operations begin, RFC 4511 section 4.2 and following. */
enum {
    LDAP_BIND_REQUEST = 0x60, LDAP_BIND_RESPONSE = 0x61, LDAP_UNBIND = 0x42, LDAP_SEARCH = 0x63,
    LDAP_ENTRY = 0x64, LDAP_DONE = 0x65, LDAP_MODIFY = 0x66, LDAP_MODIFIED = 0x67, LDAP_ADD = 0x68,
    LDAP_ADDED = 0x69, LDAP_DELETE = 0x4a, LDAP_DELETED = 0x6b, LDAP_RENAME = 0x6c,
    LDAP_RENAMED = 0x6d, LDAP_COMPARE = 0x6e, LDAP_COMPARED = 0x6f, LDAP_ABANDON = 0x50,
    LDAP_REFERENCE = 0x73, LDAP_EXTENDED = 0x77, LDAP_EXTENDED_RESPONSE = 0x78,
    LDAP_INTERMEDIATE = 0x79
};

/* The name of an operation that begins so; NULL: there is none. */
const char *ldap_operation(uint8_t identifier);

/* Reads an operation. */
void ldap_read_operation(struct nc_packet *, struct nc_cursor *in, Types__LDAP *);

/* The filter that comes next as text, RFC 4515. */
char *ldap_filter(struct nc_packet *, struct nc_cursor *in);

/* What is wrong inside an element is wrong with what it stands in. */
void ldap_end(struct nc_cursor *in, const struct nc_cursor *inside);

#endif
