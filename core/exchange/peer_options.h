/* SPDX-License-Identifier: Apache-2.0 */
/* What send and collect are told of TLS. */
#ifndef PEER_OPTIONS_H
#define PEER_OPTIONS_H

#include "base/argtable.h"
#include "exchange/transport.h"

enum { OPT_CA = 100, OPT_CERT, OPT_KEY, OPT_PIN, OPT_PLAIN };

/* clang-format off */
#define PEER_ROWS(other)                                                                           \
    { OPT_CA, 0, "ca", "FILE", NULL, "TLS",                                                        \
      "certificates of who vouches for " other ", PEM; netcap keys makes ca.crt", NULL },          \
    { OPT_CERT, 0, "cert", "FILE", NULL, NULL,                                                     \
      "the certificate of this end, PEM, with those between it and the other's --ca behind it",    \
      NULL },                                                                                      \
    { OPT_KEY, 0, "key", "FILE", NULL, NULL, "its key, PEM", NULL },                               \
    { OPT_PIN, 0, "pin", "SHA256", NULL, NULL,                                                     \
      "the SHA-256 of a certificate of " other ", 64 hexadecimal digits; may be given several "    \
      "times; without --ca it needs nobody to vouch for it",                                       \
      &arg_several },                                                                              \
    { OPT_PLAIN, 0, "plain-text", NULL, NULL, NULL,                                                \
      "of nats and kafka: without encryption, where nobody else is on the way", NULL }
/* clang-format on */

struct peer_options {
    const char *ca, *cert, *key;
    uint8_t pins[PINS_MOST][PIN];
    size_t n_pins;
    bool plain;
};

/* Takes an option of these; NULL, or what was expected. */
const char *peer_options_take(struct peer_options *, const struct arg_row *, const char *value);

/* Puts them into a setup, which points to them. */
void peer_options_set(const struct peer_options *, struct transport_setup *);

#endif
