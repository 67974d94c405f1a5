/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/peer_options.h"

#include <nettle/base16.h>
#include <string.h>

/* In either case, and with colons between as other programs print it. */
static bool
read_pin(uint8_t to[PIN], const char *text)
{
    char digits[2 * PIN + 1];
    struct base16_decode_ctx state;
    size_t n = 0, size = PIN;

    for (; *text; text++) {
        if (*text == ':')
            continue;
        if (n == sizeof digits - 1)
            return false;
        digits[n++] = *text;
    }
    base16_decode_init(&state);
    return n == sizeof digits - 1 && base16_decode_update(&state, &size, to, n, digits) &&
           base16_decode_final(&state);
}

const char *
peer_options_take(struct peer_options *options, const struct arg_row *row, const char *value)
{
    const char **file = row->id == OPT_CA     ? &options->ca
                        : row->id == OPT_CERT ? &options->cert
                                              : &options->key;

    if (row->id == OPT_PLAIN) {
        options->plain = true;
        return NULL;
    }
    if (row->id == OPT_PIN) {
        if (options->n_pins == PINS_MOST)
            return "expected fewer of them";
        return read_pin(options->pins[options->n_pins], value)
                   ? (options->n_pins++, NULL)
                   : "expected 64 hexadecimal digits, a SHA-256";
    }
    if (*file)
        return "expected only one of them";
    *file = value;
    return NULL;
}

void
peer_options_set(const struct peer_options *options, struct transport_setup *setup)
{
    setup->ca = options->ca;
    setup->cert = options->cert;
    setup->key = options->key;
    setup->pins = options->pins;
    setup->n_pins = options->n_pins;
    setup->plain = options->plain;
}
