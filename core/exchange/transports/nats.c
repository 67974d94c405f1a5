/* SPDX-License-Identifier: Apache-2.0 */
/* nats://HOST:PORT[,HOST:PORT...]: NATS JetStream, by its C client (libnats). */
#include "exchange/transports/nats_inlet.h"
#include "exchange/transports/nats_outlet.h"

#include <nats/nats.h>

TRANSPORT(nats) = {
    .abi = TRANSPORT_ABI,
    .size = sizeof(struct transport),
    .name = "nats",
    .about = "NATS JetStream, libnats " NATS_VERSION_STRING,
    .outlet = &nats_outlet,
    .inlet = &nats_inlet,
};
