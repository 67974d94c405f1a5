/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/run_layer.h"

/* A plugin that wrote into its cursor must not lead the next one out of the packet. */
static bool
is_inside(const struct nc_cursor *in, const uint8_t *from, const uint8_t *end)
{
    return in->base >= from && in->pos >= in->base && in->end >= in->pos && in->end <= end;
}

/* Nor must one lead there that named messages besides, from the nth on. */
static bool
are_inside(const struct nc_packet *pkt, uint32_t n, const uint8_t *from, const uint8_t *end)
{
    for (; n < pkt->n_beside; n++)
        if (pkt->beside[n].bytes < from || pkt->beside[n].bytes > end ||
            pkt->beside[n].size > (size_t)(end - pkt->beside[n].bytes))
            return false;
    return true;
}

void *
run_layer(struct nc_packet *pkt, const struct plugin *plugin, int index, struct nc_cursor *in)
{
    const uint8_t *from = in->base, *end = in->end;
    uint32_t beside = pkt->n_beside;
    void *record = NULL;

    pkt->in = in;
    pkt->by = (uint16_t)(index + 1);
    pkt->next_space = NC_NONE;
    pkt->options = plugin->options;
    pkt->unwritten = !plugin->enabled;
    nc_allow_elements(pkt);
    if (plugin->is.record)
        record = nc_message(pkt, plugin->is.record);
    if (plugin->is.read)
        plugin->is.read(pkt, in, record);
    if (plugin->is.decode && nc_ok(in))
        plugin->is.decode(pkt, in, record);
    if (!is_inside(in, from, end) || !are_inside(pkt, beside, from, end)) {
        *in = (struct nc_cursor){ from, from, from, NULL };
        nc_fail(in, "it moved its cursor out of the packet");
    }
    return record;
}
