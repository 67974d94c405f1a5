/* SPDX-License-Identifier: Apache-2.0 */
/* kafka://HOST:PORT[,HOST:PORT...]: Apache Kafka and what speaks its protocol, by librdkafka. */
#include "exchange/transports/kafka_inlet.h"
#include "exchange/transports/kafka_outlet.h"

#include <librdkafka/rdkafka.h>

__attribute__((visibility("default"))) extern const struct transport kafka_LTX_netcap_transport;

const struct transport kafka_LTX_netcap_transport = {
    .abi = TRANSPORT_ABI,
    .size = sizeof(struct transport),
    .name = "kafka",
    .about = "Kafka, librdkafka",
    .outlet = &kafka_outlet,
    .inlet = &kafka_inlet,
};
