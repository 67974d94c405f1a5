/* SPDX-License-Identifier: Apache-2.0 */
/* nats://HOST:PORT[,HOST:PORT...]: NATS JetStream, by its C client (libnats). */
#include "exchange/transports/nats_inlet.h"
#include "exchange/transports/nats_outlet.h"

#include <nats/nats.h>

__attribute__((visibility("default"))) extern const struct transport nats_LTX_netcap_transport;

const struct transport nats_LTX_netcap_transport = {
    .abi = TRANSPORT_ABI,
    .size = sizeof(struct transport),
    .name = "nats",
    .about = "NATS JetStream, libnats " NATS_VERSION_STRING,
    .outlet = &nats_outlet,
    .inlet = &nats_inlet,
};
