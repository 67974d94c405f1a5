/* SPDX-License-Identifier: Apache-2.0 */
/* The transports there are, loaded when a URL asks for one. */
#ifndef TRANSPORTS_H
#define TRANSPORTS_H

#include "exchange/transport.h"

#include <stdio.h>

/* Loads the module of a scheme; NULL, and it is said, when there is none. */
const struct transport *transports_load(const char *scheme);

/* Takes a URL apart: "SCHEME://ADDRESS", or "unix:PATH"; the parts are allocated.  False when it is
 * none. */
struct url {
    char *scheme, *address;
};
bool url_read(struct url *, const char *text);
void url_free(struct url *);

/* A URL as it may be shown and written down, without who is to log in there, allocated. */
char *url_shown(const char *text);

/* "unix, tls", and those that this build is without; for --version, in one line. */
void transports_print(FILE *to);

#endif
