/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/drive.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = RECORD_MAX + RECORD_ROOM, FILL_MOST = 16 << 10, CALLS_MOST = 1 << 16 };
#define FNV UINT64_C(0x100000001b3)

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *space)
{
    struct driver *driver = (struct driver *)((uint8_t *)sink - offsetof(struct driver, sink));

    (void)plugin;
    (void)wanted;
    *space = ROOM;
    return driver->record;
}

static void
commit(struct record_sink *sink, int plugin, size_t used)
{
    struct driver *driver = (struct driver *)((uint8_t *)sink - offsetof(struct driver, sink));

    (void)plugin;
    for (size_t i = 0; i < used; i++)
        driver->digest = (driver->digest ^ driver->record[i]) * FNV;
    driver->records++;
}

/* One record, looked at before it is followed to its end. */
static void
take_record(struct driver *driver, const void *record)
{
    const struct plugin *p = &driver->plugins->list[driver->index];

    if (driver->broken)
        return;
    if (!record_check(&driver->d.pkt, record, driver->bytes, driver->size, driver->why)) {
        driver->broken = true;
        return;
    }
    if (driver->wrote)
        driver->wrote(driver, p, record);
    emit_time(&driver->d.emitter, (struct nc_time){ 1, 0, false });
    emit_record(&driver->d.emitter, p, driver->index, record, NULL, &driver->sink);
}

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    (void)pkt;
    (void)by;
    return "";
}

static void
write_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    (void)time;
    take_record(pkt->context, record);
}

static const struct nc_host host = { .name_of = name_of, .write = write_record };

void
driver_create(struct driver *driver, struct plugins *plugins)
{
    static const struct dissect_options options = { .checksums = CHECKSUMS_OFF };

    memset(driver, 0, sizeof *driver);
    driver->plugins = plugins;
    driver->record = need(1, ROOM);
    driver->sink = (struct record_sink){ reserve, commit };
    if (!dissector_create(&driver->d, plugins, &options))
        out_of_memory();
}

static const struct nc_plugin *
plugin_of(const struct driver *driver)
{
    return &driver->plugins->list[driver->index].is;
}

bool
driver_can(const struct driver *driver)
{
    return !plugin_of(driver)->id;
}

/* As a packet that has come to this plugin by its first key. */
static struct nc_packet *
begin(struct driver *driver)
{
    const struct nc_plugin *p = plugin_of(driver);
    struct nc_packet *pkt = &driver->d.pkt;

    nc_packet_begin(pkt);
    nc_allow_work(pkt, driver->size);
    nc_allow_elements(pkt);
    pkt->sighting.captured = pkt->sighting.length = (uint32_t)driver->size;
    pkt->sighting.time.seconds = 1;
    if (p->on && p->on[0].space)
        pkt->found = p->on[0];
    pkt->by = (uint16_t)(driver->index + 1);
    pkt->options = driver->plugins->list[driver->index].options;
    return pkt;
}

static void
note_refusal(struct driver *driver, const struct nc_cursor *in)
{
    if (nc_ok(in))
        return;
    driver->refused = true;
    if (!driver->broken)
        snprintf(driver->why, sizeof driver->why, "%s", nc_reason(in));
}

static void
run_layer(struct driver *driver)
{
    struct nc_cursor in = { driver->bytes, driver->bytes, driver->bytes + driver->size, NULL };

    begin(driver);
    driver->d.n_layers = 0;
    if (!dissect_layer(&driver->d, driver->index, &in)) {
        note_refusal(driver, &in);
        return;
    }
    nc_packet_entropy(&driver->d.pkt);
    if (driver->d.n_layers)
        take_record(driver, driver->d.layers[0].record);
}

/* The hooks of one side that says all these bytes, called as long as they read some. */
static void
run_talk(struct driver *driver, bool stream)
{
    static uint64_t state[NC_STATE_MAX / sizeof(uint64_t)];
    const struct nc_plugin *p = plugin_of(driver);
    struct nc_stream is = { .opened = true,
                            .ended = true,
                            .time = { 1, 0, false },
                            .by_port = true,
                            .network_kind = NC_ENDPOINT_IPV4 };
    struct nc_cursor in = { driver->bytes, driver->bytes, driver->bytes + driver->size, NULL };

    memset(state, 0, sizeof state);
    if (stream && p->probe) {
        begin(driver)->in = &in;
        p->probe(&is, &in);
        in = (struct nc_cursor){ driver->bytes, driver->bytes, driver->bytes + driver->size, NULL };
    }
    for (int calls = 0; nc_ok(&in) && calls < CALLS_MOST; calls++) {
        struct nc_packet *pkt = begin(driver);
        const uint8_t *from = in.pos;

        in.base = in.pos;
        pkt->in = &in;
        pkt->host = &host;
        pkt->context = driver;
        (stream ? p->stream : p->datagram)(pkt, &is, &in, state);
        is.offset += (uint64_t)(in.pos - from);
        if (!stream || in.pos == from || in.pos >= in.end)
            break;
    }
    note_refusal(driver, &in);
    if (p->end) {
        struct nc_cursor none = { driver->bytes, driver->bytes, driver->bytes, NULL };
        struct nc_packet *pkt = begin(driver);

        pkt->in = &none;
        pkt->host = &host;
        pkt->context = driver;
        p->end(pkt, &is, state);
    }
}

void
driver_run(struct driver *driver, const uint8_t *bytes, size_t size, uint8_t fill)
{
    const struct nc_plugin *p = plugin_of(driver);

    driver->bytes = bytes;
    driver->size = size;
    driver->digest = UINT64_C(0xcbf29ce484222325);
    driver->records = 0;
    driver->refused = driver->broken = false;
    driver->why[0] = '\0';
    if (!driver->keeps_memory)
        memset(driver->d.pkt.arena, fill, FILL_MOST);
    if (p->read || p->decode)
        run_layer(driver);
    if (p->datagram)
        run_talk(driver, false);
    if (p->stream)
        run_talk(driver, true);
}

enum nc_answer
driver_recognise(struct driver *driver, const uint8_t *bytes, size_t size)
{
    const struct nc_plugin *p = plugin_of(driver);
    struct nc_cursor in = { bytes, bytes, bytes + size, NULL };
    struct nc_datagram datagram = { .port = { 40000, 40000 }, .network_kind = NC_ENDPOINT_IPV4 };
    enum nc_answer answer;

    if (!p->recognise)
        return NC_MORE;
    driver->bytes = bytes;
    driver->size = size;
    begin(driver)->in = &in;
    datagram.key = driver->d.pkt.found;
    datagram.port[1] = (uint16_t)datagram.key.value;
    answer = p->recognise(&datagram, &in);
    return nc_ok(&in) ? answer : NC_NO;
}
