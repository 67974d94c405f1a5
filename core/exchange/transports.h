/* SPDX-License-Identifier: Apache-2.0 */
/* The transports there are, loaded when a URL asks for one. */
#ifndef TRANSPORTS_H
#define TRANSPORTS_H

#include "base/url.h"
#include "exchange/transport.h"

#include <stdio.h>

/* Loads the module of a scheme; NULL, and it is said, when there is none. */
const struct transport *transports_load(const char *scheme);

/* "unix, tls", and those that this build is without; for --version, in one line. */
void transports_print(FILE *to);

#endif
