/* SPDX-License-Identifier: Apache-2.0 */
/* What the client of a broker is told of where it is and whom to trust, read before this process
 * gives up its rights. */
#ifndef BROKER_SETUP_H
#define BROKER_SETUP_H

#include "exchange/transport.h"

struct broker_setup {
    const char *address;
    char *ca, *cert, *key;          /* what the files hold; NULL: not given */
    char own_name[SENSOR_MOST + 1]; /* that the certificate has; "": none */
};

/* False: `why`. */
bool broker_setup_open(struct broker_setup *, const struct transport_setup *, char *why);
void broker_setup_close(struct broker_setup *);

/* The state of an inlet or outlet, all 0; NULL: `why`. */
void *broker_new(size_t size, char *why);

int64_t broker_now(void); /* seconds, steady */

#endif
