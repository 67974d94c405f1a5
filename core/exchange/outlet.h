/* SPDX-License-Identifier: Apache-2.0 */
/* Where blocks go: a collector, a broker, or standard output. */
#ifndef OUTLET_H
#define OUTLET_H

#include "exchange/transport.h"

struct outlet {
    const struct outlet_kind *kind;
    void *state;
};

/* Opens what the transport has; false: `why` says why not.  NULL: standard output. */
bool outlet_open(struct outlet *, const struct transport *, const struct transport_setup *,
                 bool one_type, char *why);
void outlet_close(struct outlet *);

#endif
