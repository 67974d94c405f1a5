/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/outlet.h"

#include "exchange/outlet_peer.h"
#include "exchange/outlet_stdout.h"

bool
outlet_open(struct outlet *outlet, const struct transport *transport,
            const struct transport_setup *setup, bool one_type, char *why)
{
    if (!transport)
        *outlet = (struct outlet){ &outlet_stdout, outlet_stdout_open(setup, one_type) };
    else if (transport->stream)
        *outlet = (struct outlet){ &outlet_peer,
                                   outlet_peer_open(transport->stream, setup, why) };
    else
        *outlet = (struct outlet){ transport->outlet, transport->outlet->open(setup, why) };
    return outlet->state != NULL;
}

void
outlet_close(struct outlet *outlet)
{
    if (outlet->state)
        outlet->kind->close(outlet->state);
    outlet->state = NULL;
}
