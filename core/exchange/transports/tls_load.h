/* SPDX-License-Identifier: Apache-2.0 */
/* The files of certificates and keys that options name. */
#ifndef TLS_LOAD_H
#define TLS_LOAD_H

#include "exchange/transport.h"

#include <openssl/ssl.h>

/* Loads those that are given; false: `why` says which is none, what is wrong with it and what was
 * expected.  What is no regular file, as a FIFO, is never opened, and nobody is asked for a
 * password. */
bool tls_load(SSL_CTX *, const struct transport_setup *, char *why);

/* Whether such a file can be read by who this process runs as; false: `why`. */
bool tls_file_is(const char *option, const char *path, char *why);

#endif
