/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, networks and ports as label files write them. */
#ifndef LABEL_NETS_H
#define LABEL_NETS_H

#include "labels/label_format.h"

enum { LABEL_NETS_MOST = 4096 }; /* of a list */

/* One that is an address alone; false: it is none. */
bool label_net_address(struct label_net *, const char *text);

/* Whether that is all of an address. */
bool label_net_is_host(const struct label_net *);

/* The bits of an address, as keys have them, that a network of so many looks at; others are 0. */
void label_net_mask(const uint8_t address[KEY_ADDRESS], uint8_t bits, struct label_net *);

/* Whether the address, as keys have it, is in one of them. */
bool label_nets_have(const struct label_net *, size_t count, const uint8_t address[KEY_ADDRESS]);
bool label_ports_have(const struct label_ports *, size_t count, int port);

/* Lists with blanks or semicolons between, into a side; "any" or nothing: nobody is left out.  The
 * text is changed.  NULL, or what was expected. */
const char *label_nets_list(struct pool *, char *text, struct label_side *);
const char *label_ports_list(struct pool *, char *text, struct label_side *);

/* An address, or a port, into a side; a port below 0 is none. */
bool label_side_address(struct pool *, struct label_side *, const char *text);
void label_side_port(struct pool *, struct label_side *, int port);

#endif
