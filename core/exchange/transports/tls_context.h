/* SPDX-License-Identifier: Apache-2.0 */
/* What TLS needs before it meets anybody: this end's certificate and key, and whom it believes. */
#ifndef TLS_CONTEXT_H
#define TLS_CONTEXT_H

#include "exchange/transports/tls_name.h"

#include <openssl/ssl.h>

struct tls_context {
    const struct transport_setup *setup;
    SSL_CTX *ssl;
    struct tls_address address;
    char own_name[SENSOR_MOST + 1]; /* "": its certificate has none that could be a sensor's */
    uint8_t pins[PINS_MOST][PIN];
    size_t n_pins;
    bool has_ca;
};

/* The app data of each SSL is an X509 *, in which the certificate is kept that the other end shows.
 */
void *tls_context_open(const struct transport_setup *, char *why);
void tls_context_close(void *);

/* What OpenSSL says was wrong, after `what`. */
void tls_failed(char *why, const char *what);

#endif
