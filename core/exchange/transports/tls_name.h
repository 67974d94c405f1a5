/* SPDX-License-Identifier: Apache-2.0 */
/* The one name that a certificate has, and where a URL leads. */
#ifndef TLS_NAME_H
#define TLS_NAME_H

#include "exchange/transport.h"

#include <openssl/x509.h>

/* The common name (CN) of its subject; false when it has none, or several, or one that is no
 * sensor's name could be. */
bool tls_name(const X509 *, char to[SENSOR_MOST + 1]);

/* "host:4739" or "[2001:db8::1]:4739"; false, and `why` says it, when it is none. */
struct tls_address {
    char host[256], port[6];
};
bool tls_address(struct tls_address *, const char *text, char *why);

#endif
