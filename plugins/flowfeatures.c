/* SPDX-License-Identifier: Apache-2.0 */
/* What machine learning is fed with of connections: for each Connection of TCP and UDP one record
 * of its volume, sizes, times, periods, bulks, flags and first packets. */
#include "flowfeatures.h"

#include "netcap.pb-c.h"

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    return (sighting->transport_kind == NC_ENDPOINT_TCP ||
            sighting->transport_kind == NC_ENDPOINT_UDP) &&
           flowtalk_id(sighting, key);
}

/* A packet is one whose transport has a header: fragments but for the one that completes their
 * datagram belong to the connection and are none, nor is one whose header was cut short. */
static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct features *features = own;
    int from = flowtalk_side(&features->talk, sighting, flow);
    enum nc_observed found = flowtalk_observe(&features->talk, sighting, flow, from);

    if (found != NC_FLOW_ANOTHER && sighting->transport_header)
        flowfeatures_count(features, sighting, from);
    return found;
}

NC_SCHEMA(flowfeatures);

NC_PLUGIN(flowfeatures,
    .name           = "FlowFeatures",
    .about          = "features of connections of TCP and UDP, for machine learning",
    .type           = TYPES__TYPE__NC_FlowFeatures,
    .record         = &types__flow_features__descriptor,
    .schema         = &flowfeatures_schema,
    .options        = NC_FLOW_OPTIONS(60, 1800, 200000),
    .options_size   = sizeof(struct nc_flow_options),
    .id             = id,
    .observe        = observe,
    .report         = flowfeatures_report,
    .state_size     = sizeof(struct features),
    .off_by_default = true);
