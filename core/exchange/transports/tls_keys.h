/* SPDX-License-Identifier: Apache-2.0 */
/* A small authority, and certificates for collectors and sensors: ca.crt and ca.key, NAME.crt and
 * NAME.key, PEM; P-256.  A collector's is for its DNS name or address, a sensor's has its name as
 * common name. */
#ifndef TLS_KEYS_H
#define TLS_KEYS_H

#include "exchange/transport.h"

bool tls_keys_make(const struct keys_wish *, char *why);

#endif
