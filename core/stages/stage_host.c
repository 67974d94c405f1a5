/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stage_host.h"

#include "stages/stage_kind.h"

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    const struct stage_run *run = pkt->context;

    return plugins_name(run->plugins, by);
}

/* A record of the plugin at work; nc_packet.full when there is no space for it. */
static void
write_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct stage_run *run = pkt->context;
    struct room_sink sink = room_sink(run->room);
    uint32_t index = run->room->plugin;
    const struct plugin *plugin = &run->plugins->list[index];

    if (!plugin->enabled || pkt->full)
        return;
    emit_time(&run->d->emitter, time);
    if (!emit_record(&run->d->emitter, plugin, (int)index, record,
                     run->d->options.context ? &pkt->ends : NULL, &sink.sink))
        pkt->full = true;
    if (run->d->emitter.too_long)
        stage_note(run, verdict_refused((int)index, emit_too_long));
    else if (run->d->emitter.mended)
        stage_note(run, (struct verdict){ .outcome = PACKET_DECODED,
                                          .plugin = -1,
                                          .remarks[0] = { (int)index, emit_mended } });
}

const struct nc_host stage_host = { .name_of = name_of, .write = write_record };
const struct nc_host stage_host_of_layers = { .name_of = name_of };
